/** The shape of a word list with other words in it: the same keys, lists of the same kind. */
export type Same<T> = {
  [K in keyof T]: T[K] extends string ? string : T[K] extends readonly string[] ? string[] : Same<T[K]>;
};
