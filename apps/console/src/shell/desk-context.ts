import { createContext, use } from 'react';

/** What any page may ask of the frame. */
export interface Desk {
  next: () => void;
  /** A next case is being asked for. */
  taking: boolean;
  close: () => void;
  openDialog: (dialog: 'keys' | 'find' | 'alert') => void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === null) throw new Error('outside the shell');
  return desk;
}
