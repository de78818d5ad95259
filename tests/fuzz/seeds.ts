/** Seeds that once failed, each with what it found. They run first, and always. */
export const stormSeeds: readonly { seed: number; found: string }[] = [];
