/** All repositories over one open workspace. The only place that holds SQL is this folder. */
import { accountStore } from './accounts.ts';
import { blockLibrary } from './block-library.ts';
import { bulkActionStore } from './bulk-actions.ts';
import { bulkChangeStore } from './bulk-changes.ts';
import { catalogue } from './catalogue.ts';
import { channelStopStore } from './channel-stops.ts';
import { consentLedger } from './consent-ledger.ts';
import { contactStore } from './contacts.ts';
import { conversationStore } from './conversations.ts';
import { counterStore } from './counters.ts';
import { duplicateStore } from './duplicates.ts';
import { engagementStore } from './engagement.ts';
import { eventStore } from './events.ts';
import { explainStore } from './explain.ts';
import { factStore } from './facts.ts';
import { fileStore } from './files.ts';
import { flowStore } from './flows.ts';
import { forecastStore } from './forecasts.ts';
import { formStore } from './forms.ts';
import { healthStore } from './health.ts';
import { importUndo } from './import-undo.ts';
import { importStore } from './imports.ts';
import { journeyStore } from './journeys.ts';
import { letterParts } from './letter-parts.ts';
import { linkClickStore } from './link-clicks.ts';
import { listStore } from './lists.ts';
import { liveStore } from './live.ts';
import { mailboxStore } from './mailbox.ts';
import { mergedSends } from './merged-sends.ts';
import { mergeStore } from './merges.ts';
import { messageStore } from './messages.ts';
import { metaStore } from './meta.ts';
import { noticeStore } from './notices.ts';
import { offerStore } from './offers.ts';
import { inWords, type OpenedFile, type OpenOptions, openFile } from './open.ts';
import { operationStore } from './operations.ts';
import { outcomeStore } from './outcome.ts';
import { pauseStore } from './pauses.ts';
import { peopleStore } from './people.ts';
import { personRequestStore } from './person-requests.ts';
import { personStore } from './persons.ts';
import { printStore } from './print-jobs.ts';
import { reachStore } from './reach.ts';
import { responseHistory } from './response-history.ts';
import { rfmStore } from './rfm.ts';
import { segmentIndexes } from './segment-indexes.ts';
import { segmentSizes } from './segment-sizes.ts';
import { segmentStore } from './segments.ts';
import { siteStore } from './site-blocks.ts';
import { sizeStore } from './size.ts';
import { surveyStore } from './surveys.ts';
import { syncStore } from './sync.ts';
import { talkStore } from './talk.ts';
import { taskStore } from './tasks.ts';
import { throttleStore } from './throttles.ts';
import { timelineStore } from './timeline.ts';
import { troubleStore } from './troubles.ts';
import { vendorHookStore } from './vendor-hooks.ts';
import { waitingStore } from './waiting.ts';
import { walkStore } from './walk.ts';
import { watchStore } from './watches.ts';

export type Store = ReturnType<typeof makeStore>;

export function makeStore(opened: OpenedFile) {
  const { db } = opened;
  // Its table in memory is named by statements of other stores.
  const walk = walkStore(db);
  const names = catalogue(db, 'attributes');
  const indexes = segmentIndexes(db);
  const contacts = contactStore(db, names, indexes);
  const segments = segmentStore(db, indexes);
  const events = eventStore(db);
  if (!opened.readOnly) segments.keepIndexes();
  return {
    db,
    file: opened.file,
    readOnly: opened.readOnly,
    meta: metaStore(db),
    contacts,
    events,
    facts: factStore(db, contacts),
    segments,
    segmentSizes: segmentSizes(db, events, indexes),
    imports: { ...importStore(db), ...importUndo(db) },
    surveys: surveyStore(db),
    rfm: rfmStore(db),
    explain: explainStore(db),
    timeline: timelineStore(db),
    flows: flowStore(db),
    blocks: blockLibrary(db),
    reach: reachStore(db, indexes),
    channelStops: channelStopStore(db, indexes),
    journeys: journeyStore(db),
    throttles: throttleStore(db),
    watches: watchStore(db),
    tasks: taskStore(db),
    pauses: pauseStore(db),
    conversations: conversationStore(db),
    talk: talkStore(db),
    consents: consentLedger(db),
    persons: personStore(db),
    personRequests: personRequestStore(db),
    merges: mergeStore(db),
    mergedSends: mergedSends(db),
    duplicates: duplicateStore(db),
    messages: messageStore(db),
    linkClicks: linkClickStore(db),
    offers: offerStore(db),
    files: fileStore(db),
    letterParts: letterParts(db),
    operations: operationStore(db),
    print: printStore(db),
    site: siteStore(db),
    engagement: engagementStore(db),
    mailbox: mailboxStore(db),
    counters: counterStore(db),
    walk,
    bulkChanges: bulkChangeStore(db, names),
    bulkActions: bulkActionStore(db, contacts),
    lists: listStore(db),
    people: peopleStore(db),
    waiting: waitingStore(db),
    troubles: troubleStore(db),
    live: liveStore(db),
    notices: noticeStore(db),
    size: sizeStore(db),
    health: healthStore(db),
    accounts: accountStore(db),
    sync: syncStore(db),
    vendorHooks: vendorHookStore(db),
    responses: responseHistory(db),
    forecasts: forecastStore(db),
    forms: formStore(db),
    outcome: outcomeStore(db),
    close: () => opened.close(),
  };
}

/** Opens a workspace. See openFile for the errors. */
export function openStore(path: string, options: OpenOptions): Store {
  const opened = openFile(path, options);
  try {
    return makeStore(opened);
  } catch (error) {
    opened.close();
    throw inWords(error, opened.file);
  }
}
