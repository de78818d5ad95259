/**
 * A loopback Bot API: checks every request against the published description, keeps the real meaning of `offset` and of
 * long polling, and fails on command. Written from the description; never compared with the real service.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { knowsMethod, problemOfCall, problemOfType } from './bot-api-spec.ts';

export type BotApiFault =
  | { kind: 'refuse'; code: number; description: string; retryAfter?: number }
  /** Never answers; `acts` does the work first. */
  | { kind: 'hang'; acts: boolean }
  /** Closes the connection; `acts` does the work first. */
  | { kind: 'cut'; acts: boolean }
  | { kind: 'garbage'; status: number };

interface SentToChat {
  chat: number;
  messageId: number;
  params: Record<string, unknown>;
}

type Update = { update_id: number } & Record<string, unknown>;

export type FakeBotApi = Awaited<ReturnType<typeof startFakeBotApi>>;

export async function startFakeBotApi(token = '123456789:AAFakeTokenForTests-0123456789abcdef') {
  const calls: { method: string; params: Record<string, unknown> }[] = [];
  const sent: SentToChat[] = [];
  const blocked = new Set<number>();
  const unknownChats = new Set<number>();
  let updates: Update[] = [];
  let nextUpdate = 1000;
  let nextMessage = 1;
  let webhook = '';
  let waiting: { finish: () => void; conflict: () => void } | null = null;
  let fault: { fault: BotApiFault; method: string | null; times: number } | null = null;

  const push = (update: Record<string, unknown>): number => {
    const whole = { update_id: nextUpdate++, ...update };
    const problem = problemOfType('Update', whole);
    if (problem !== null) throw new Error(`The fake made an update that Telegram would not: ${problem}`);
    updates.push(whole);
    waiting?.finish();
    return whole.update_id;
  };

  const privateChat = (id: number) => ({ id, type: 'private', first_name: 'Olena' });
  const person = (id: number) => ({ id, is_bot: false, first_name: 'Olena', last_name: 'Kovalenko' });
  let clock = () => Date.now();
  const now = () => Math.floor(clock() / 1000);

  const respond = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const refuse = (response: ServerResponse, code: number, description: string, retryAfter?: number) =>
    respond(response, code, {
      ok: false,
      error_code: code,
      description,
      ...(retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
    });

  const sendMessage = (params: Record<string, unknown>): [number, string] | Record<string, unknown> => {
    const chat = Number(params.chat_id);
    const text = String(params.text);
    if (text.length > 4096) return [400, 'Bad Request: message is too long'];
    const markup = params.reply_markup as { inline_keyboard?: Record<string, unknown>[][] } | undefined;
    for (const button of markup?.inline_keyboard?.flat() ?? []) {
      const bytes = Buffer.byteLength(String(button.callback_data ?? 'x'));
      if (bytes < 1 || bytes > 64) return [400, 'Bad Request: BUTTON_DATA_INVALID'];
      if (button.callback_data === undefined && button.url === undefined)
        return [
          400,
          "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ];
    }
    if (unknownChats.has(chat) || !Number.isInteger(chat)) return [400, 'Bad Request: chat not found'];
    if (blocked.has(chat)) return [403, 'Forbidden: bot was blocked by the user'];
    const messageId = nextMessage++;
    sent.push({ chat, messageId, params });
    return { message_id: messageId, date: now(), chat: privateChat(chat), text };
  };

  const getUpdates = (params: Record<string, unknown>, response: ServerResponse) => {
    if (webhook !== '') {
      refuse(response, 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first");
      return;
    }
    waiting?.conflict();
    const offset = Number(params.offset ?? 0);
    if (offset > 0) updates = updates.filter((update) => update.update_id >= offset);
    if (offset < 0) updates = updates.slice(offset);
    const limit = Number(params.limit ?? 100);
    const give = () => respond(response, 200, { ok: true, result: updates.slice(0, limit) });
    const seconds = Number(params.timeout ?? 0);
    if (updates.length > 0 || seconds === 0) {
      give();
      return;
    }
    const end = (act: () => void) => () => {
      clearTimeout(timer);
      waiting = null;
      act();
    };
    const timer = setTimeout(() => waiting?.finish(), seconds * 1000);
    waiting = {
      finish: end(give),
      conflict: end(() =>
        refuse(
          response,
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        ),
      ),
    };
    response.on('close', () => clearTimeout(timer));
  };

  const act = (method: string, params: Record<string, unknown>, response: ServerResponse, answers: boolean) => {
    const give = (result: unknown) => {
      if (answers) respond(response, 200, { ok: true, result });
    };
    if (method === 'getMe') give({ id: 1, is_bot: true, first_name: 'Kaskad test', username: 'kaskad_test_bot' });
    else if (method === 'getWebhookInfo')
      give({ url: webhook, has_custom_certificate: false, pending_update_count: updates.length });
    else if (method === 'answerCallbackQuery') give(true);
    else if (method === 'getUpdates') getUpdates(params, response);
    else {
      const result = sendMessage(params);
      if (!Array.isArray(result)) give(result);
      else if (answers) refuse(response, result[0], result[1]);
    }
  };

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const path = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '');
      const method = path?.[2] ?? '';
      if (path === null || !knowsMethod(method)) {
        refuse(response, 404, 'Not Found');
        return;
      }
      if (path[1] !== token) {
        refuse(response, 401, 'Unauthorized');
        return;
      }
      const params = (body === '' ? {} : JSON.parse(body)) as Record<string, unknown>;
      calls.push({ method, params });
      if (fault !== null && (fault.method === null || fault.method === method)) {
        const { fault: happening } = fault;
        fault.times -= 1;
        if (fault.times <= 0) fault = null;
        if (happening.kind === 'refuse') {
          refuse(response, happening.code, happening.description, happening.retryAfter);
          return;
        }
        if (happening.kind === 'garbage') {
          response.writeHead(happening.status, { 'content-type': 'text/html' });
          response.end('<html><body>Bad gateway</body></html>');
          return;
        }
        if (happening.acts) act(method, params, response, false);
        if (happening.kind === 'cut') request.socket.destroy();
        return;
      }
      const problem = problemOfCall(method, params);
      if (problem !== null) refuse(response, 400, `Bad Request: ${problem}`);
      else act(method, params, response, true);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    /** Every authorised call, in order. */
    calls,
    /** Messages that reached a chat. */
    sent,
    setFault(next: BotApiFault | null, options: { method?: string; times?: number } = {}): void {
      fault =
        next === null
          ? null
          : { fault: next, method: options.method ?? null, times: options.times ?? Number.POSITIVE_INFINITY };
    },
    setWebhook(url: string): void {
      webhook = url;
    },
    setClock(next: () => number): void {
      clock = next;
    },
    forgetChat: (chat: number) => unknownChats.add(chat),
    /** Updates not confirmed yet. */
    pending: () => updates.length,
    write(chat: number, text: string, replyTo?: number): number {
      return push({
        message: {
          message_id: nextMessage++,
          from: person(chat),
          chat: privateChat(chat),
          date: now(),
          text,
          ...(replyTo === undefined
            ? {}
            : { reply_to_message: { message_id: replyTo, date: now(), chat: privateChat(chat) } }),
        },
      });
    },
    press(chat: number, messageId: number, data: string): number {
      return push({
        callback_query: {
          id: `press-${nextUpdate}`,
          from: person(chat),
          message: { message_id: messageId, date: now(), chat: privateChat(chat) },
          chat_instance: '1',
          data,
        },
      });
    },
    /** The person blocks the bot, or unblocks it. */
    setBlocked(chat: number, isBlocked: boolean): number {
      if (isBlocked) blocked.add(chat);
      else blocked.delete(chat);
      const bot = { id: 1, is_bot: true, first_name: 'Kaskad test' };
      const member = { status: 'member', user: bot };
      const kicked = { status: 'kicked', user: bot, until_date: 0 };
      return push({
        my_chat_member: {
          chat: privateChat(chat),
          from: person(chat),
          date: now(),
          old_chat_member: isBlocked ? member : kicked,
          new_chat_member: isBlocked ? kicked : member,
        },
      });
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
