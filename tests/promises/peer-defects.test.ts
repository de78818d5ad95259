/**
 * What went wrong in other tools of this kind, and the tests by which it cannot go wrong here. Where a row is about a thing
 * that does not exist yet, it says so.
 */
import { expect, it } from 'vitest';
import { allTitles } from './titles.ts';

interface Row {
  defect: string;
  origin: string;
  /** The file and the beginning of the title (after the names of promises) of each test that covers it. */
  tests: readonly (readonly [file: string, title: string])[];
}

const engine = 'tests/promises/engine.test.ts';
const rows: readonly Row[] = [
  {
    defect: 'Wait until a date does not wait, because the stored form is read differently',
    origin: 'Parcelvoy, JourneyDelay',
    tests: [[engine, 'a date from the contact, read from the stored file']],
  },
  {
    defect: 'An empty optional text leaves a person stuck',
    origin: 'Parcelvoy, JourneyEvent',
    tests: [[engine, 'leaves nobody stuck: it is not sent']],
  },
  {
    defect: 'Duplicating, pasting or importing keeps references to the old blocks inside of settings',
    origin: 'Parcelvoy, duplicateJourney',
    tests: [['flows/document/validate.test.ts', 'paste with new ids, inner edges, references and slots']],
  },
  {
    defect: 'Deleting a step deletes its history, strands people, or lets them in again',
    origin: 'Parcelvoy, cascade; mautic#6054',
    tests: [[engine, 'removing a block keeps its history and its people']],
  },
  {
    defect: 'Publishing again after a pause sends what is long too old',
    origin: 'mautic#3340',
    tests: [[engine, 'resumed after a long pause sends nothing that is too old']],
  },
  {
    defect: '"Is not" of a missing attribute follows no documented rule',
    origin: 'Parcelvoy, StringRule',
    tests: [['flows/segments/rules.test.ts', 'missing values']],
  },
  {
    defect: 'Quiet hours over midnight, at the change of clocks, nine hours east, with weekdays and hours together',
    origin: 'Mautic, Interval.php, PR #17283; Laudspeaker',
    tests: [
      ['flows/runtime/policy.test.ts', 'quiet hours hold from their first minute'],
      [engine, 'quiet hours over midnight are those of a person in Tokyo'],
      ['flows/sdk/time.test.ts', 'that does not exist is the first instant after the gap'],
      ['flows/sdk/wait-until.test.ts', 'with weekdays begin when the first allowed window opens'],
    ],
  },
  {
    defect: 'Shares of a split that do not add up, an arm of nothing, the same person in another arm',
    origin: 'Laudspeaker; mautic#14774',
    tests: [
      ['nodes/split/step.test.ts', 'gives each arm exactly its share of the line'],
      ['nodes/split/step.test.ts', 'says when shares do not add up'],
    ],
  },
  {
    defect: 'Variants of a message are not the same step for a later "opened?"',
    origin: 'mautic#3898',
    tests: [[engine, 'count as the same step for a later']],
  },
  {
    defect: 'Who enters again runs an old version',
    origin: 'Dittofeed, continueAsNew',
    tests: [[engine, 'a version never changes']],
  },
  {
    defect: 'Unsubscribed between queue and send, and sent to nevertheless',
    origin: 'parcelvoy#442',
    tests: [[engine, 'unsubscribed in between: not sent']],
  },
  {
    defect: 'One bad time zone blocks all others',
    origin: 'parcelvoy#610',
    tests: [
      [engine, 'one wrong zone in the file does not hold up the others'],
      ['flows/contacts/import.test.ts', 'lists a bad value and keeps the contact'],
    ],
  },
  {
    defect: 'A file that an older version exported cannot be imported',
    origin: 'activepieces#9273',
    tests: [['tests/golden/golden.test.ts', 'its flow file %s is read and can start']],
  },
  {
    defect: 'The log of the database grows without bound, and a kill loses what was acknowledged',
    origin: 'n8n#37926, #39327, #24378',
    tests: [
      ['tests/promises/growth.test.ts', 'the write-ahead log stays bounded'],
      ['tests/crash/crash.test.ts', 'killed with SIGKILL and run again'],
    ],
  },
  {
    defect: 'Of two waits in a row only one waits; a wait of less than a minute does not outlive a restart',
    origin: 'activepieces#6697; n8n, 65 s rule',
    tests: [[engine, 'two in a row both wait; seconds and a year outlive a restart']],
  },
  {
    defect: 'Undo after publishing does not mark the draft as changed; text fields lose their own undo',
    origin: 'node-red#5347, activepieces#13713',
    tests: [
      ['renderer/state/autosave.test.ts', 'whatever the mix of edits, pauses, undo and failures'],
      ['renderer/canvas/actions/table.test.ts', 'undoes from a field of the inspector too'],
      ['renderer/state/flow-editor.test.ts', 'makes one step of a burst of typing'],
    ],
  },
  {
    defect: 'Pasting many blocks makes many steps to undo',
    origin: 'n8n#11154',
    tests: [['tests/promises/canvas.test.ts', 'of fifty blocks is one step to undo']],
  },
  {
    defect: 'Tidying a flow with a loop, two triggers or notes hangs or piles blocks up',
    origin: 'node-red PR #2267, langflow#11799',
    tests: [['tests/promises/canvas.test.ts', 'of a flow with a loop, two triggers and notes ends']],
  },
  {
    defect: 'The breaker trips on one failure of five',
    origin: 'Mautic, threshold',
    tests: [['flows/runtime/sending.test.ts', 'does not trip on one failure of five']],
  },
  {
    defect: 'A dialog that connects an account loses the unsaved flow',
    origin: 'PostHog#41597',
    tests: [['renderer/state/autosave.test.ts', 'keeps a failed draft on this device']],
  },
  {
    defect: '"168h" and "7d" are not the same in every field',
    origin: 'PostHog PR #71298',
    tests: [['flows/sdk/time.test.ts', '168h equals 7d']],
  },
];

const titles = allTitles().map(({ file, title }) => ({ file, title: title.replace(/^(?:\[[A-Z]\d+\] )+/, '') }));

it.each(rows.map((row) => [row.defect, row] as const))('%s: a test is there', (_, { tests }) => {
  expect(tests.length).toBeGreaterThan(0);
  const absent = tests.filter(
    ([file, start]) => !titles.some((one) => one.file === file && one.title.startsWith(start)),
  );
  expect(absent).toEqual([]);
});
