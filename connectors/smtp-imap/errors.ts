/** Mail servers' refusals in our classes. */
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';

interface MailFailure {
  code?: string | undefined;
  responseCode?: number | undefined;
  command?: string | undefined;
  response?: string | undefined;
  message: string;
}

const secretsHidden = (text: string, secrets: readonly (string | undefined)[]): string => {
  let hidden = text;
  for (const secret of secrets) {
    if (secret === undefined || secret === '') continue;
    for (const form of [secret, Buffer.from(secret).toString('base64')]) hidden = hidden.replaceAll(form, '***');
  }
  return hidden.replace(/\s+/g, ' ').slice(0, 500);
};

function classOf(failure: MailFailure): ErrorClass {
  const status = failure.responseCode ?? 0;
  // Greylisting holds back one recipient, not the account.
  if (status >= 400 && status < 500 && /gr[ae]y-?list/i.test(failure.response ?? '')) return 'temporary';
  // Gmail's words when the day's letters are used up: no fault of the recipient.
  if (/\b5\.4\.5\b/.test(failure.response ?? '') && /limit|quota/i.test(failure.response ?? '')) return 'rate-limited';
  if (status === 421 || status === 450 || status === 451) return 'rate-limited';
  if (status >= 400 && status < 500) return 'temporary';
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH' || failure.code === 'EOAUTH2') return 'bad-credentials';
  if (status === 530 || status === 534 || status === 535 || status === 538) return 'bad-credentials';
  if (status >= 550 && status <= 553 && failure.command === 'RCPT TO') return 'unreachable-recipient';
  if (status >= 500) return 'bad-request';
  if (failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE' || failure.code === 'EMAXRECIPIENTS')
    return 'bad-request';
  return 'unreachable';
}

const openings: Readonly<Record<ErrorClass, string>> = {
  'bad-credentials': 'The mail server refused the user name or password. Many providers want an app password here',
  'rate-limited': 'The mail server asks to wait',
  temporary: 'The mail server has a problem for the moment',
  'unreachable-recipient': 'The mail server says the address does not exist or takes no mail',
  'bad-request': 'The mail server refused the message',
  unreachable: 'The mail server cannot be reached. Check its address, port and encryption, and the internet connection',
  blocked: 'The recipient does not take mail from you',
  'outside-window': 'The mail server does not take mail now',
};

interface Login {
  secrets: readonly (string | undefined)[];
  byBrowser: boolean;
}

const notLetIn =
  'The mail server does not take the sign-in. Sign in as the owner of this mailbox, and see whether programs may use it';
/** The day's letters of a mailbox are counted over 24 hours; asked again each hour. Milliseconds. */
const usedUp = 3_600_000;

/**
 * `handed` says that the end of the message may have reached the server. A server's own answer settles what happened;
 * only silence after that point leaves it open.
 */
export function smtpError(error: unknown, handed: boolean, { secrets, byBrowser }: Login): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const failure: MailFailure = error instanceof Error ? error : { message: String(error) };
  const errorClass = classOf(failure);
  const answer = secretsHidden(failure.response ?? failure.message, secrets);
  const opening = errorClass === 'bad-credentials' && byBrowser ? notLetIn : openings[errorClass];
  return new ConnectorError(errorClass, `${opening} (${answer}).`, {
    mayHaveActed: handed && failure.responseCode === undefined,
    ...(errorClass === 'rate-limited' && (failure.responseCode ?? 0) >= 500 ? { retryAfter: usedUp } : {}),
  });
}

export function imapError(error: unknown, { secrets, byBrowser }: Login): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const failure = (error instanceof Error ? error : { message: String(error) }) as MailFailure & {
    authenticationFailed?: boolean;
    throttleReset?: number;
    responseText?: string;
  };
  const answer = secretsHidden(failure.responseText ?? failure.message, secrets);
  if (failure.authenticationFailed === true) {
    return new ConnectorError(
      'bad-credentials',
      byBrowser
        ? `${notLetIn} (${answer}).`
        : `The mailbox refused the user name or password (${answer}). Many providers want an app password here.`,
    );
  }
  if (failure.code === 'ETHROTTLE') {
    return new ConnectorError('rate-limited', `The mailbox asks to wait (${answer}).`, {
      retryAfter: failure.throttleReset ?? 60_000,
    });
  }
  if (failure.responseText !== undefined) {
    return new ConnectorError('temporary', `The mailbox cannot be read now (${answer}).`);
  }
  return new ConnectorError(
    'unreachable',
    `The mailbox cannot be reached (${answer}). Check its address, port and encryption, and the internet connection.`,
  );
}
