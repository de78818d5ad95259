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

/**
 * `handed` says that the end of the message may have reached the server. A server's own answer settles what happened;
 * only silence after that point leaves it open.
 */
export function smtpError(error: unknown, handed: boolean, secrets: readonly (string | undefined)[]): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const failure: MailFailure = error instanceof Error ? error : { message: String(error) };
  const errorClass = classOf(failure);
  const answer = secretsHidden(failure.response ?? failure.message, secrets);
  return new ConnectorError(errorClass, `${openings[errorClass]} (${answer}).`, {
    mayHaveActed: handed && failure.responseCode === undefined,
  });
}

export function imapError(error: unknown, secrets: readonly (string | undefined)[]): ConnectorError {
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
      `The mailbox refused the user name or password (${answer}). Many providers want an app password here.`,
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
