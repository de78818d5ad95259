/** Numbered migrations, each in its own file and transaction. Made by `npm run new:migration`. Never edit one that was released. */
import { sql as initial } from './0001-initial.ts';
import { sql as appendOnlyJournal } from './0002-append-only-journal.ts';
import { sql as sending } from './0003-sending.ts';
import { sql as watches } from './0004-watches.ts';
import { sql as reach } from './0005-reach.ts';
import { sql as forecasts } from './0006-forecasts.ts';
import { sql as tasksAndPauses } from './0007-tasks-and-pauses.ts';
import { sql as operations } from './0008-operations.ts';
import { sql as contactHistory } from './0009-contact-history.ts';
import { sql as heldPulls } from './0010-held-pulls.ts';
import { sql as flowHistory } from './0011-flow-history.ts';
import { sql as flowOrigins } from './0012-flow-origins.ts';
import { sql as blockLibrary } from './0013-block-library.ts';
import { sql as merges } from './0014-merges.ts';
import { sql as consentLedger } from './0015-consent-ledger.ts';
import { sql as rfm } from './0016-rfm.ts';
import { sql as offers } from './0017-offers.ts';
import { sql as tableOrders } from './0018-table-orders.ts';
import { sql as personRights } from './0019-person-rights.ts';
import { sql as listsAndBulk } from './0020-lists-and-bulk.ts';
import { sql as forms } from './0021-forms.ts';
import { sql as files } from './0023-files.ts';
import { sql as letterParts } from './0024-letter-parts.ts';
import { sql as imports } from './0025-imports.ts';
import { sql as segmentSizes } from './0026-segment-sizes.ts';
import { sql as surveyAnswers } from './0027-survey-answers.ts';
import { sql as printJobs } from './0028-print-jobs.ts';
import { sql as openMessages } from './0029-open-messages.ts';
import { sql as linkClicks } from './0030-link-clicks.ts';
import { sql as siteBlocks } from './0031-site-blocks.ts';
import { sql as crmSync } from './0032-crm-sync.ts';
import { sql as vendorHooks } from './0035-vendor-hooks.ts';
import { sql as conversations } from './0037-conversations.ts';
import { sql as signIns } from './0039-sign-ins.ts';

export interface Migration {
  number: number;
  name: string;
  sql: string;
}

export const migrations: readonly Migration[] = [
  { number: 1, name: 'initial', sql: initial },
  { number: 2, name: 'append-only-journal', sql: appendOnlyJournal },
  { number: 3, name: 'sending', sql: sending },
  { number: 4, name: 'watches', sql: watches },
  { number: 5, name: 'reach', sql: reach },
  { number: 6, name: 'forecasts', sql: forecasts },
  { number: 7, name: 'tasks-and-pauses', sql: tasksAndPauses },
  { number: 8, name: 'operations', sql: operations },
  { number: 9, name: 'contact-history', sql: contactHistory },
  { number: 10, name: 'held-pulls', sql: heldPulls },
  { number: 11, name: 'flow-history', sql: flowHistory },
  { number: 12, name: 'flow-origins', sql: flowOrigins },
  { number: 13, name: 'block-library', sql: blockLibrary },
  { number: 14, name: 'merges', sql: merges },
  { number: 15, name: 'consent-ledger', sql: consentLedger },
  { number: 16, name: 'rfm', sql: rfm },
  { number: 17, name: 'offers', sql: offers },
  { number: 18, name: 'table-orders', sql: tableOrders },
  { number: 19, name: 'person-rights', sql: personRights },
  { number: 20, name: 'lists-and-bulk', sql: listsAndBulk },
  { number: 21, name: 'forms', sql: forms },
  { number: 23, name: 'files', sql: files },
  { number: 24, name: 'letter-parts', sql: letterParts },
  { number: 25, name: 'imports', sql: imports },
  { number: 26, name: 'segment-sizes', sql: segmentSizes },
  { number: 27, name: 'survey-answers', sql: surveyAnswers },
  { number: 28, name: 'print-jobs', sql: printJobs },
  { number: 29, name: 'open-messages', sql: openMessages },
  { number: 30, name: 'link-clicks', sql: linkClicks },
  { number: 31, name: 'site-blocks', sql: siteBlocks },
  { number: 32, name: 'crm-sync', sql: crmSync },
  { number: 35, name: 'vendor-hooks', sql: vendorHooks },
  { number: 37, name: 'conversations', sql: conversations },
  { number: 39, name: 'sign-ins', sql: signIns },
];
