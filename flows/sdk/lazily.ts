/**
 * What is made when it is first asked for, and then kept: a library that only some accounts need is read from the disk when one of them
 * is used, so that an engine without them starts sooner and is smaller.
 */
export interface Lazily<T> {
  /** Made once for all who ask meanwhile. What failed is tried again by the next who asks. */
  get(): Promise<T>;
  /** Null until it is made. */
  made(): T | null;
}

export function lazily<T>(make: () => Promise<T>): Lazily<T> {
  let asked: Promise<T> | null = null;
  let made: T | null = null;
  return {
    get() {
      asked ??= make().then(
        (value) => {
          made = value;
          return value;
        },
        (error: unknown) => {
          asked = null;
          throw error;
        },
      );
      return asked;
    },
    made: () => made,
  };
}
