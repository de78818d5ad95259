/** All procedures of the contract, over one open workspace. */
import type { Router } from '@orpc/server';
import type { Contract } from '../api/contract.ts';
import { accountsApi } from './api/accounts.ts';
import { blocksApi } from './api/blocks.ts';
import { bulkApi } from './api/bulk.ts';
import { contactsApi } from './api/contacts.ts';
import { contentApi } from './api/content.ts';
import { conversationsApi } from './api/conversations.ts';
import { filesApi } from './api/files.ts';
import { flowsApi } from './api/flows.ts';
import { formsApi } from './api/forms.ts';
import { hooksApi } from './api/hooks.ts';
import { importsApi } from './api/imports.ts';
import { lettersApi } from './api/letters.ts';
import { linksApi } from './api/links.ts';
import { liveApi } from './api/live.ts';
import { mergesApi } from './api/merges.ts';
import { messagesApi } from './api/messages.ts';
import { offersApi } from './api/offers.ts';
import { originsApi } from './api/origins.ts';
import { printApi } from './api/print.ts';
import { pushApi } from './api/push.ts';
import { reportsApi } from './api/reports.ts';
import { rightsApi } from './api/rights.ts';
import { sandboxApi } from './api/sandbox.ts';
import { segmentsApi } from './api/segments.ts';
import { simulateApi } from './api/simulate.ts';
import { siteApi } from './api/site.ts';
import { surveysApi } from './api/surveys.ts';
import { syncsApi } from './api/syncs.ts';
import { tasksApi } from './api/tasks.ts';
import { templatesApi } from './api/templates.ts';
import { webApi } from './api/web.ts';
import { workspaceApi } from './api/workspace.ts';
import type { HostContext } from './context.ts';

/** A procedure that is missing, or of another shape than the contract's, does not compile. */
export const procedures = {
  flows: { ...flowsApi, ...originsApi, ...reportsApi },
  live: liveApi,
  blocks: blocksApi,
  sandbox: sandboxApi,
  messages: messagesApi,
  content: contentApi,
  accounts: accountsApi,
  syncs: syncsApi,
  contacts: contactsApi,
  bulk: bulkApi,
  merges: mergesApi,
  conversations: conversationsApi,
  imports: importsApi,
  segments: segmentsApi,
  offers: offersApi,
  print: printApi,
  forms: formsApi,
  web: webApi,
  links: linksApi,
  site: siteApi,
  hooks: hooksApi,
  push: pushApi,
  rights: rightsApi,
  files: filesApi,
  letters: lettersApi,
  simulate: simulateApi,
  surveys: surveysApi,
  tasks: tasksApi,
  templates: templatesApi,
  workspace: workspaceApi,
} satisfies Router<Contract, HostContext>;
