import type { Command } from 'commander';
import { explainContact } from '../../flows/explain/explain.ts';
import { explanationWords } from '../explain-words.ts';
import type { Io } from '../io.ts';
import { readingWorkspace } from '../open.ts';

export function explainCommand(program: Command, io: Io): void {
  program
    .command('explain')
    .description('The way of a contact through a flow, with the values that decided it; or why there is none.')
    .argument('<ws>')
    .argument('<flow>')
    .argument('<contact>', 'the key, id, e-mail or phone of the contact')
    .action(async (ws: string, flow: string, contact: string) => {
      await readingWorkspace(ws, (workspace) => {
        const explanation = explainContact(workspace, { flow, contact });
        const { journeys, ...rest } = explanation;
        const [latest = null, ...earlier] = journeys;
        // The latest journey is the answer; what was before it stands beside.
        io.result({ ...rest, entered: latest !== null, ...latest, earlier }, explanationWords(explanation));
      });
    });
}
