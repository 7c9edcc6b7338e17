import type { ReactNode } from 'react';

/** The few signs the console needs, as strokes in a 16 × 16 box; an icon set would outweigh the queue itself. */
const PATHS = {
  phone:
    'M3.2 1.8h2.2l1.2 3-1.7 1.3a8.5 8.5 0 0 0 4 4l1.3-1.7 3 1.2v2.2c0 .8-.7 1.4-1.5 1.3C6 12.6 3.4 10 1.9 3.3 1.8 2.5 2.4 1.8 3.2 1.8z',
  message: 'M2 3h12v8.5H6.2L3 14v-2.5H2z',
  visit:
    'M8 1.8a4.6 4.6 0 0 1 4.6 4.6C12.6 10 8 14.2 8 14.2S3.4 10 3.4 6.4A4.6 4.6 0 0 1 8 1.8zM8 4.8a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4z',
  people:
    'M6 7.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM1.4 13.8c.3-2.8 2-4.4 4.6-4.4s4.3 1.6 4.6 4.4M10.6 2.8a2.4 2.4 0 0 1 0 4.6M12 9.8c1.5.6 2.4 2 2.6 4',
  shield: 'M8 1.6 13.4 3.6v4c0 3.2-2.2 5.6-5.4 6.8C4.8 13.2 2.6 10.800 2.600 7.600v-4z',
  robot: 'M3 5.400h10v7.800H3zM8 2.400v3M6 8.400v1.200M10 8.400v1.200M1.400 8v3M14.600 8v3',
  check: 'M2.6 8.6 6.4 12.200 13.400 4.200',
  cross: 'M3.600 3.600l8.800 8.800M12.400 3.600l-8.800 8.800',
  skip: 'M3 3.600 8.600 8 3 12.400zM12 3.600v8.800',
  clock: 'M8 1.800a6.200 6.200 0 1 1 0 12.400A6.200 6.200 0 0 1 8 1.800zM8 4.600V8l2.400 1.600',
  report: 'M3.600 1.800h6.200l2.800 2.800v9.600H3.600zM5.800 7.400h4.600M5.800 10.200h4.600',
  eye: 'M1.400 8S3.800 3.600 8 3.600 14.600 8 14.600 8 12.200 12.400 8 12.400 1.400 8 1.400 8zM8 6.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600z',
  bell: 'M8 1.800c2.600 0 4.200 1.900 4.200 4.400v3l1.200 2.200H2.600l1.200-2.200v-3C3.800 3.700 5.400 1.800 8 1.800zM6.600 13.800h2.800',
  plus: 'M8 3v10M3 8h10',
  search: 'M7 2.200a4.800 4.800 0 1 1 0 9.600 4.800 4.800 0 0 1 0-9.600zM10.600 10.600 14 14',
  back: 'M10 3 5 8l5 5',
  down: 'M3.600 6 8 10.400 12.400 6',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.600M8 13.400V15M1 8h1.600M13.400 8H15M3 3l1.100 1.100M11.900 11.900 13 13M13 3l-1.100 1.100M4.100 11.900 3 13',
  moon: 'M13.400 9.600A6 6 0 0 1 6.400 2.600a6 6 0 1 0 7 7z',
  keys: 'M1.600 4h12.800v8H1.600zM4 6.600h.1M6.600 6.600h.1M9.200 6.600h.1M11.900 6.600h.1M5 9.600h6',
  loop: 'M13 5.400A5.600 5.600 0 1 0 13.600 9M13.400 2.200v3.400H10',
  more: 'M3.400 8h.1M8 8h.1M12.500 8h.1',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      className="icon"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
