/**
 * What `npm run mutation-check` breaks, one promise at a time, to see that the crash tests notice. tests/repository/mutations.test.ts
 * holds that each patch fits the sources.
 */
export interface Mutation {
  name: string;
  /** Which test files must notice. */
  tests: string[];
  patches: { file: string; from: string; to: string }[];
}

export const mutations: Mutation[] = [
  {
    name: 'nothing broken (must be green)',
    tests: ['tests/crash/crash.test.ts', 'tests/crash/power.test.ts'],
    patches: [],
  },
  {
    name: 'synchronous=OFF',
    tests: ['tests/crash/power.test.ts'],
    patches: [
      { file: 'flows/store/open.ts', from: "db.pragma('synchronous = FULL');", to: "db.pragma('synchronous = OFF');" },
    ],
  },
  {
    name: 'synchronous=NORMAL',
    tests: ['tests/crash/power.test.ts'],
    patches: [
      {
        file: 'flows/store/open.ts',
        from: "db.pragma('synchronous = FULL');",
        to: "db.pragma('synchronous = NORMAL');",
      },
    ],
  },
  {
    // The message is marked only in the engine's memory, and written down together with the outcome.
    name: 'the intent is not written',
    tests: ['tests/crash/crash.test.ts'],
    patches: [
      {
        file: 'flows/runtime/outbox.ts',
        from: '    messages.claim({\n      id: message.id,',
        to: '    intended.add(message.id);\n    claimLater.set(message.id, {\n      id: message.id,',
      },
      {
        file: 'flows/runtime/outbox.ts',
        from: 'takeFairly(messages, one.lane, due, now, one.free);',
        to: 'takeFairly(messages, one.lane, due, now, one.free + intended.size).filter(({ id }) => !intended.has(id)).slice(0, one.free);',
      },
      {
        file: 'flows/runtime/outbox.ts',
        from: '    const { lane, message } = end;\n',
        to: '    const { lane, message } = end;\n    const late = claimLater.get(message.id);\n    if (late !== undefined) messages.claim(late);\n    claimLater.delete(message.id);\n    intended.delete(message.id);\n',
      },
      {
        file: 'flows/runtime/outbox.ts',
        from: '  const lanes = new Map<string, Lane>();\n',
        to: '  const lanes = new Map<string, Lane>();\n  const intended = new Set<number>();\n  const claimLater = new Map<number, Parameters<typeof messages.claim>[0]>();\n',
      },
    ],
  },
  {
    name: '256 claimed ahead',
    tests: ['tests/crash/crash.test.ts'],
    patches: [
      {
        file: 'flows/runtime/lane.ts',
        from: '(lane.open?.connector.limits.concurrency ?? 0)) - lane.inFlight;',
        to: '(lane.open?.connector.limits.concurrency ?? 0) + 256) - lane.inFlight;',
      },
    ],
  },
];
