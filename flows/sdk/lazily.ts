/**
 * What is made when it is first asked for, and then kept: a library that only some accounts need is read from the disk with the first
 * call of one, so that an engine without them starts sooner and is smaller. What failed is tried again by the next who asks.
 */
export function lazily<T>(make: () => Promise<T>): {
  get(): Promise<T> /** Null until it is made. */;
  made(): T | null;
} {
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
