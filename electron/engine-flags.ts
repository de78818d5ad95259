/**
 * How a process that holds the engine is started. What an engine allocates is mostly gone at once: a smaller nursery costs no time and
 * saves some 30 MB. The whole heap is looked through when it has grown by half, not to four times what it was: that saves some 10 MB more
 * while messages leave, and cost no time that could be measured (bench, `four-steps`).
 */
export const engineFlags: readonly string[] = ['--max-semi-space-size=8', '--heap-growing-percent=50'];
