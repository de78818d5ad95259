/**
 * The typed contract between any screen and the engine. Carried by HTTP (web mode) or a MessagePort (Electron), and
 * served as OpenAPI. Implemented in flows/host.
 */
import { accounts } from './accounts.ts';
import { blocks } from './blocks.ts';
import { bulk } from './bulk.ts';
import { contacts, segments } from './contacts.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { flows } from './flows.ts';
import { forms } from './forms.ts';
import { hooks } from './hooks.ts';
import { imports } from './imports.ts';
import { letters } from './letters.ts';
import { links } from './links.ts';
import { live } from './live.ts';
import { merges } from './merges.ts';
import { content, messages, sandbox } from './messages.ts';
import { offers } from './offers.ts';
import { print } from './print.ts';
import { push } from './push.ts';
import { rights } from './rights.ts';
import { simulate } from './simulate.ts';
import { site } from './site.ts';
import { surveys } from './surveys.ts';
import { syncs } from './syncs.ts';
import { tasks } from './tasks.ts';
import { templates } from './templates.ts';
import { web } from './web.ts';
import { workspace } from './workspace.ts';

export const contract = {
  workspace,
  flows,
  live,
  blocks,
  contacts,
  bulk,
  merges,
  conversations,
  imports,
  accounts,
  syncs,
  messages,
  sandbox,
  content,
  segments,
  offers,
  print,
  forms,
  web,
  links,
  site,
  hooks,
  push,
  rights,
  files,
  letters,
  simulate,
  surveys,
  tasks,
  templates,
};
export type Contract = typeof contract;
