/**
 * The typed contract between any screen and the engine. Carried by HTTP (web mode) or a MessagePort (Electron), and
 * served as OpenAPI. Implemented in flows/host.
 */
import { accounts } from './accounts.ts';
import { blocks } from './blocks.ts';
import { contacts, imports, segments } from './contacts.ts';
import { files } from './files.ts';
import { flows } from './flows.ts';
import { letters } from './letters.ts';
import { live } from './live.ts';
import { merges } from './merges.ts';
import { content, messages, sandbox } from './messages.ts';
import { offers } from './offers.ts';
import { simulate } from './simulate.ts';
import { tasks } from './tasks.ts';
import { templates } from './templates.ts';
import { workspace } from './workspace.ts';

export const contract = {
  workspace,
  flows,
  live,
  blocks,
  contacts,
  merges,
  imports,
  accounts,
  messages,
  sandbox,
  content,
  segments,
  offers,
  files,
  letters,
  simulate,
  tasks,
  templates,
};
export type Contract = typeof contract;
