/** How a vendor is described. `index.ts` of a connector folder exports `connector`. */
import type * as z from 'zod';
import type { ReceiptState } from './channels.ts';
import type { OAuthAccess, OAuthClient } from './oauth.ts';
import type { MessageButton } from './outcome.ts';
import type { RecordKind, SyncClient, SyncSpec, WrittenRecord } from './sync.ts';
import type { Millis } from './time.ts';
import type { VendorHook } from './vendor-hook.ts';

/** Classes every vendor's errors are sorted into. Only `temporary`, `rate-limited` and `unreachable` are retried. */
export const errorClasses = [
  'bad-credentials',
  'rate-limited',
  'temporary',
  'blocked',
  'unreachable-recipient',
  'unreachable',
  'outside-window',
  'bad-request',
] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** Thrown by connectors. `message` is for people and never holds a secret. */
export class ConnectorError extends Error {
  readonly errorClass: ErrorClass;
  /** Milliseconds the vendor asked us to wait. */
  readonly retryAfter: number | null;
  /**
   * True when the vendor may have acted although we got an error (a cut connection after the request left): the message
   * becomes `unknown` instead of being tried again, unless the vendor deduplicates by key.
   */
  readonly mayHaveActed: boolean;
  constructor(
    errorClass: ErrorClass,
    message: string,
    options: { retryAfter?: number; mayHaveActed?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectorError';
    this.errorClass = errorClass;
    this.retryAfter = options.retryAfter ?? null;
    this.mayHaveActed = options.mayHaveActed ?? false;
  }
}

/** A file that a message carries. */
export interface OutgoingFile {
  name: string;
  /** Media type. */
  type: string;
  /** The name by which the HTML shows it (`cid:…`); null: it is attached. */
  shownAs: string | null;
  bytes: () => Uint8Array;
}

/** A message ready to leave: all text is rendered. */
export interface OutgoingMessage {
  /** Workspace number of the message. */
  id: number;
  /** Idempotency key: (journey, node, visit). The same message always has the same key. */
  key: string;
  channel: string;
  to: string;
  /** `first_name last_name`, when known. */
  toName: string | null;
  /** Rendered parts, such as `{ subject, html, text }`. */
  parts: Readonly<Record<string, string>>;
  buttons: readonly MessageButton[];
  /** Where the reader stops messages of this topic with one request (RFC 8058). Left out: there is no such place. */
  unsubscribe?: string;
  files?: readonly OutgoingFile[];
  /** Where the person's browser tells what became of it. Left out: there is no such place, or the channel needs none. */
  report?: string;
  /** When it was queued: with the key it tells the message from those of other workspaces. The engine always says it. */
  queuedAt?: Millis;
  /** The text is as somebody typed it: nothing in it is markup, whatever the account usually writes. */
  plain?: true;
}

/** A message that the vendor took, and of which neither delivery nor failure was told. */
export interface OpenMessage {
  id: number;
  vendorId: string;
  to: string;
  channel: string;
  sentAt: Millis;
}

export interface PollContext {
  signal: AbortSignal;
  /** When the poll began. */
  now: Millis;
  /**
   * For vendors that hold the line until something happens (long polling): how long they may, in milliseconds, and the clock
   * for when they have answered. Without it somebody waits: the vendor is to answer at once.
   */
  hold?: { for: Millis; now: () => Millis };
  /**
   * For vendors that tell the fate of a message only when asked for it by its id: those of the last three days, by when
   * they left, after the one named. The engine always gives it.
   */
  open?: (after: Pick<OpenMessage, 'sentAt' | 'id'> | null, limit: number) => readonly OpenMessage[];
}

export interface SendReceipt {
  /** The vendor's id of the message, by which later receipts name it. */
  vendorId: string | null;
  /** What is already known: a sandbox delivers at once. */
  state?: 'sent' | 'delivered';
  /** Price in the account's currency, when the vendor says so. */
  cost?: number;
}

/**
 * A text that the vendor approved beforehand, as its account has it. Places to fill in are written `{{1}}`, in the header,
 * the body and the link of a button.
 */
export interface MessageTemplate {
  /** With `language` it names the template. */
  name: string;
  /** As the vendor writes it, such as `en_US`. */
  language: string;
  /** The vendor's own word, such as `marketing`. */
  category: string;
  state: 'approved' | 'pending' | 'rejected' | 'paused';
  header: { kind: 'none' | 'text' | 'image'; text: string };
  body: string;
  footer: string;
  buttons: readonly { kind: 'reply' | 'link' | 'call'; text: string; url?: string | undefined }[];
  /** False where it has something that is not known here: it can be shown, not sent. */
  usable: boolean;
}

/** Something that happened at the vendor, found by polling. Applying the same `id` twice changes nothing. */
export type Incoming =
  | {
      kind: 'receipt';
      id: string;
      /**
       * One of the three: which message it is about. By recipient it is the last one that left to them in `channel`. Beside
       * `vendorId` the key names a message whose vendor id was never learnt.
       */
      vendorId?: string;
      key?: string;
      recipient?: string;
      channel?: string;
      state: ReceiptState;
      at: Millis;
      reason?: string;
      props?: Record<string, unknown>;
    }
  | {
      kind: 'message';
      id: string;
      channel: string;
      from: string;
      fromName?: string;
      at: Millis;
      text: string;
      /** Other addresses of the same person: who is known by one of them is not made anew. */
      also?: readonly { kind: string; value: string }[];
      /** Vendor id of our message that it answers, when known. */
      inReplyTo?: string;
      /** The workspace's number of our message that it answers, where the vendor carries it. */
      answers?: number;
      /** The key of our message that it answers, where it is that which is known. */
      inReplyToKey?: string;
      /** Id of the button pressed. */
      button?: string;
      props?: Record<string, unknown>;
    }
  | {
      kind: 'address';
      id: string;
      /** Address kind, such as `telegram`. */
      address: string;
      value: string;
      state: 'valid' | 'bounced' | 'blocked';
      at: Millis;
      reason?: string;
    }
  | {
      /**
       * Something a person did at the vendor, such as a chat that ended. Whoever is not known becomes a contact; where no address is
       * given nobody is, and nothing is kept.
       */
      kind: 'event';
      id: string;
      /** Type of the event. */
      type: string;
      at: Millis;
      /**
       * As the vendor has it, and as strangers typed it: of somebody who is known only gaps are filled, and no address is added. By
       * fields of a contact: `email`, `phone`, `first_name`, `last_name`.
       */
      who: Readonly<Record<string, string>>;
      props: Readonly<Record<string, unknown>>;
    }
  | {
      /**
       * What a colleague answered, at the vendor, somebody whom `chat.hand-over` gave them (flows/sdk/chat.ts): it goes to the person in the
       * channel in which they talk, like an answer from the inbox.
       */
      kind: 'answer';
      id: string;
      /** As the operation named them. */
      person: string;
      at: Millis;
      text: string;
    }
  | {
      /** A person took back their consent at the vendor. Nobody unknown is made a contact by it. */
      kind: 'unsubscribe';
      id: string;
      channel: string;
      from: string;
      at: Millis;
    };

export interface ListenContext {
  /** Aborts when nobody listens any more. */
  signal: AbortSignal;
  /** The connection holds, and whatever comes from now on is told over it. */
  onListening: () => void;
  /** There is something new. What it is the poll finds out. */
  onNews: () => void;
}

export interface PollResult {
  incoming: Incoming[];
  /** Opaque position, kept by the store in the same transaction as what was found. */
  cursor: unknown;
  /** True when there is more to fetch right now. */
  more: boolean;
}

/** Something a vendor can be asked to do, beside sending messages. */
export interface OperationSpec<Input extends z.ZodType = z.ZodType> {
  input: Input;
  /** Is it harmless to do it twice with this input? Otherwise it is never repeated when it may have been done. */
  idempotent(input: z.output<Input>): boolean;
  /** What the workspace keeps of the answer; left out: nothing. The step is given all of it. */
  keep?(value: unknown): unknown;
  /** Records of a CRM that it wrote, so that a sync does not take them for news. */
  wrote?(value: unknown): readonly WrittenRecord[];
  /**
   * It leads to the person being written to or called by a machine: it is only done for who may be reached so, as with a message. Left
   * out: it reaches nobody, or only through a colleague.
   */
  reaches?: { channel: string; topic: string };
  /** Only a block of its own asks for it: what it wants is not for people to write. Left out: any block may. */
  ownBlock?: true;
}

export function defineOperation<Input extends z.ZodType>(operation: OperationSpec<Input>): OperationSpec<Input> {
  return operation;
}

export interface OperateContext {
  key: string;
  signal: AbortSignal;
  /**
   * Ids of the records at this account that are known to be of the contact for whom it is done, the newest first; of deals and tickets
   * only open ones.
   * The engine always gives it.
   */
  records?: (kind: RecordKind) => readonly string[];
}

/** An open login at a vendor: pooled connections and the like. Made once an account, closed when the engine stops. */
export interface ConnectorClient {
  /** A cheap call that proves the credentials. Resolves to a sentence for people, such as the bot's name. */
  verify(context: { signal: AbortSignal }): Promise<{ detail: string }>;
  /**
   * A connector with `marksHandover` awaits `handover()` right before the byte that makes the vendor act. A crash earlier
   * is retried safely; a crash later makes the message `unknown`. `signal` aborts when the engine stops or the call takes
   * too long.
   */
  send?(
    message: OutgoingMessage,
    context: { signal: AbortSignal; handover: () => Promise<void> },
  ): Promise<SendReceipt>;
  /**
   * Does one of the connector's `operations`. `input` is parsed. The same `key` names the same wish at every try. Throws
   * ConnectorErrors as `send` does.
   */
  operate?(name: string, input: unknown, context: OperateContext): Promise<unknown>;
  /** The texts that the vendor approved, where it wants them approved. */
  templates?(context: { signal: AbortSignal }): Promise<MessageTemplate[]>;
  poll?(cursor: unknown, context: PollContext): Promise<PollResult>;
  /**
   * Holds a connection over which the vendor tells that there is something new; there when the connector says `pollWhileListening`.
   * It brings nothing in: news only make the account's poll due now. Resolves when the connection has ended, with `cannot` where the
   * vendor does not tell; rejects with ConnectorErrors. The engine connects anew, and polls once each time `onListening` is called.
   */
  listen?(context: ListenContext): Promise<'ended' | 'cannot'>;
  /** What a CRM or a shop tells of its records; there when the connector declares `sync`. */
  sync?: SyncClient;
  /** For vendors that tell a message without its writer's name: asks for it. Null: the vendor gives none. */
  nameOf?(address: string, context: { signal: AbortSignal }): Promise<{ first: string; last: string } | null>;
  close?(): Promise<void>;
}

export interface Connector<Config extends z.ZodType = z.ZodType> {
  /** The folder's name. */
  type: string;
  /** Account form. Secret fields are marked with `.meta({ secret: true })`; every connector has an optional `baseUrl` or host for tests. */
  config: Config;
  /** Such as `send.email`, `receive.messages`. */
  capabilities: readonly string[];
  /**
   * Those of `capabilities` that an account with these settings has; without it all. Settings as they are stored: of a secret only whether
   * there is one can be told.
   */
  allowed?(config: Readonly<Record<string, unknown>>): readonly string[];
  /** Does the vendor drop a second message with the same key? */
  deduplicatesByKey: boolean;
  /** Does `send` call `handover()` before the vendor can act? */
  marksHandover: boolean;
  limits: {
    /** Messages at once. */
    concurrency: number;
    /** Messages in any second, or null. */
    perSecond: number | null;
  };
  /** Milliseconds between two polls, or null when there is nothing to poll. */
  pollEvery: number | null;
  /** Milliseconds between two polls while `listen` of the client holds its connection: for what the vendor did not tell. */
  pollWhileListening?: number;
  /** Which receipts ever come, beside those of the hook; the canvas warns when a flow waits for one that cannot. */
  receipts: readonly ReceiptState[];
  /** What the client's `operate` can do, by name; each is also the capability `operations.<name>`. */
  operations?: Readonly<Record<string, OperationSpec>>;
  /** A CRM or a shop whose records become contacts and events: see sync.ts. */
  sync?: SyncSpec;
  /** Where the vendor can tell by itself what else is asked for, or never known. */
  hook?: VendorHook<z.output<Config>>;
  /**
   * What a new account begins with beside what the form says: keys that are made, not typed. Called once, before the form is
   * checked; what the form says wins.
   */
  begin?(given: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** Well-known services, each of which fills fields of the form in. */
  presets?: AccountPresets;
  /**
   * Where accounts may sign in through the browser: what to ask whom for, or null when these settings sign in otherwise. A
   * form that leaves the choice has a field `signIn`, one of whose values is `browser`.
   */
  signIn?(config: z.output<Config>): OAuthClient | null;
  /**
   * Reads from the disk what its calls need, before an account is opened. Read within a call it would count as part of it: of a message
   * handed over already nobody would know whether it arrived.
   */
  needs?(): Promise<unknown>;
  open(config: z.output<Config>, place?: AccountPlace): ConnectorClient;
}

export interface AccountPresets {
  /** The field, one of a few choices, that names the service. */
  field: string;
  /** By choice: other fields and what they are. A field that somebody wrote holds. */
  values: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
}

/** What an account has outside of its form. */
export interface AccountPlace {
  /** The address for the vendor's deliveries; null while there is none. */
  hookAddress(): string | null;
  /** Of accounts that sign in through the browser. */
  access?: OAuthAccess;
}

export function defineConnector<Config extends z.ZodType>(connector: Connector<Config>): Connector<Config> {
  return connector;
}
