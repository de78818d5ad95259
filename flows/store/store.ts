/** All repositories over one open workspace. The only place that holds SQL is this folder. */
import { accountStore } from './accounts.ts';
import { contactStore } from './contacts.ts';
import { counterStore } from './counters.ts';
import { eventStore } from './events.ts';
import { factStore } from './facts.ts';
import { flowStore } from './flows.ts';
import { registerFunctions } from './functions.ts';
import { healthStore } from './health.ts';
import { journeyStore } from './journeys.ts';
import { liveStore } from './live.ts';
import { mailboxStore } from './mailbox.ts';
import { messageStore } from './messages.ts';
import { metaStore } from './meta.ts';
import { noticeStore } from './notices.ts';
import { type OpenedFile, type OpenOptions, openFile } from './open.ts';
import { pauseStore } from './pauses.ts';
import { peopleStore } from './people.ts';
import { reachStore } from './reach.ts';
import { segmentStore } from './segments.ts';
import { sizeStore } from './size.ts';
import { taskStore } from './tasks.ts';
import { throttleStore } from './throttles.ts';
import { timelineStore } from './timeline.ts';

export type Store = ReturnType<typeof makeStore>;

export function makeStore(opened: OpenedFile) {
  const { db } = opened;
  registerFunctions(db);
  const contacts = contactStore(db);
  return {
    db,
    file: opened.file,
    readOnly: opened.readOnly,
    meta: metaStore(db),
    contacts,
    events: eventStore(db),
    facts: factStore(db, contacts),
    segments: segmentStore(db),
    timeline: timelineStore(db),
    flows: flowStore(db),
    reach: reachStore(db),
    journeys: journeyStore(db),
    throttles: throttleStore(db),
    tasks: taskStore(db),
    pauses: pauseStore(db),
    messages: messageStore(db),
    mailbox: mailboxStore(db),
    counters: counterStore(db),
    people: peopleStore(db),
    live: liveStore(db),
    notices: noticeStore(db),
    size: sizeStore(db),
    health: healthStore(db),
    accounts: accountStore(db),
    close: () => opened.close(),
  };
}

/** Opens a workspace. See openFile for the errors. */
export const openStore = (path: string, options: OpenOptions): Store => makeStore(openFile(path, options));
