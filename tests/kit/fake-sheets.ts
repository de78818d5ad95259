/**
 * A loopback of Google's token service and of Sheets: checks the signed claim, keeps sheets, counts reads and writes of a minute, and refuses what the
 * description of the API does not take. Never compared with the real one.
 */
import { createVerify, generateKeyPairSync } from 'node:crypto';
import specification from '../../connectors/google-sheets/specification/google-sheets.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);
const perMinute = 60;
const pairOf = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const pair = pairOf();
let other: ReturnType<typeof pairOf> | null = null;

interface Claim {
  iss: string;
  scope: string;
  aud: string;
  iat: number;
  exp: number;
}
export type Cell = string | number | boolean;
export type FakeSheets = Awaited<ReturnType<typeof startFakeSheets>>;

const refused = (code: number, status: string, message: string): VendorReply => ({
  status: code,
  body: { error: { code, message, status } },
});

export async function startFakeSheets(spreadsheet = '1planted_spreadsheet_id') {
  const tabs = new Map<string, Cell[][]>();
  const tokens = new Set<string>();
  let issued = 0;
  /** Of the token service. */
  let uri = '';
  let shared = true;
  let clock: number | null = null;
  let writes = 0;
  let tooMany = 0;
  const times = { read: [] as number[], write: [] as number[] };
  const now = (): number => clock ?? Date.now();

  function take(of: number[]): boolean {
    const at = performance.now();
    while (of[0] !== undefined && at - of[0] > 60_000) of.shift();
    if (of.length >= perMinute) {
      tooMany++;
      return false;
    }
    of.push(at);
    return true;
  }

  function token({ text, headers }: VendorRequest): VendorReply {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded')
      throw new Error('the token service takes forms');
    const form = new URLSearchParams(text);
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') throw new Error('another grant');
    const [head = '', claim = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const said = JSON.parse(Buffer.from(claim, 'base64url').toString('utf8')) as Claim;
    const right = createVerify('RSA-SHA256').update(`${head}.${claim}`).verify(pair.publicKey, signature, 'base64url');
    const span = said.exp - said.iat;
    const timely = Math.abs(said.iat * 1000 - Date.now()) < 60_000 && span > 0 && span <= 3600;
    if (said.aud !== uri || said.scope !== 'https://www.googleapis.com/auth/spreadsheets')
      throw new Error('another audience or scope');
    if (!right || !timely)
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } };
    const made = `ya29.planted-access-token-${++issued}`;
    tokens.add(made);
    return { status: 200, body: { access_token: made, expires_in: 3599, token_type: 'Bearer' } };
  }

  const tabOf = (range: string): string => {
    const match = /^'((?:[^']|'')*)'/.exec(range) ?? /^([^!]+)/.exec(range);
    return (match?.[1] ?? '').replaceAll("''", "'");
  };
  const noRange = (range: string) => refused(400, 'INVALID_ARGUMENT', `Unable to parse range: ${range}`);
  /** As the API gives them: without the empty cells and rows at the end. */
  const trimmed = (rows: readonly Cell[][]): Cell[][] => {
    const cut = <T>(list: readonly T[], empty: (one: T) => boolean): T[] =>
      list.slice(0, list.findLastIndex((one) => !empty(one)) + 1);
    return cut(
      rows.map((row) => cut(row, (cell) => cell === '' || cell === undefined)),
      (row) => row.length === 0,
    );
  };

  function answer({ method, path, query }: VendorRequest, body: unknown): VendorReply {
    const [, , , id = '', ...rest] = decodeURIComponent(path).split('/');
    if (id !== spreadsheet) return refused(404, 'NOT_FOUND', 'Requested entity was not found.');
    if (!shared) return refused(403, 'PERMISSION_DENIED', 'The caller does not have permission');
    if (!take(method === 'GET' ? times.read : times.write))
      return refused(429, 'RESOURCE_EXHAUSTED', "Quota exceeded for quota metric 'Read requests'");
    if (method === 'GET' && rest.length === 0)
      return {
        status: 200,
        body: {
          properties: { title: 'Customers' },
          sheets: [...tabs.keys()].map((title) => ({ properties: { title } })),
        },
      };
    if (path.endsWith('/values:batchUpdate')) {
      writes++;
      const { data } = body as { data: { range: string; values: Cell[][] }[] };
      for (const { range, values } of data) {
        const [, column = '', line = ''] = /!([A-Z]+)(\d+)$/.exec(range) ?? [];
        const rows = tabs.get(tabOf(range));
        if (rows === undefined || line === '') return noRange(range);
        const at = [...column].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
        const row = rows[Number(line) - 1] ?? [];
        rows[Number(line) - 1] = row;
        while (row.length < at) row.push('');
        row[at] = values[0]?.[0] ?? '';
      }
      return { status: 200, body: { spreadsheetId: id, totalUpdatedCells: data.length } };
    }
    const range = rest
      .slice(1)
      .join('/')
      .replace(/:append$/, '');
    const rows = tabs.get(tabOf(range));
    if (rows === undefined) return noRange(range);
    if (path.endsWith(':append')) {
      writes++;
      if (query.get('valueInputOption') !== 'RAW') throw new Error('a text may become a formula');
      rows.push(...(body as { values: Cell[][] }).values);
      return { status: 200, body: { spreadsheetId: id, updates: { updatedRange: `${range}`, updatedRows: 1 } } };
    }
    return { status: 200, body: { range, majorDimension: 'ROWS', values: trimmed(rows) } };
  }

  const vendor = await startFakeVendor((request) => {
    const headers = { date: new Date(now()).toUTCString() };
    if (request.path === '/token') return token(request);
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined || !tokens.has(given))
      return { ...refused(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'), headers };
    const body = request.text === '' ? undefined : (JSON.parse(request.text) as unknown);
    const said = spec.problemOf({
      method: request.method,
      path: request.path,
      query: request.query,
      ...(body === undefined ? {} : { body }),
    });
    if (said !== null) throw new Error(said);
    return { headers, ...answer(request, body) };
  });

  uri = `${vendor.baseUrl}/token`;
  const keyFile = (private_key: string, base: string): string =>
    JSON.stringify({
      type: 'service_account',
      project_id: 'planted',
      private_key_id: 'planted',
      private_key,
      client_email: 'kaskad@planted.iam.gserviceaccount.com',
      token_uri: `${base}/token`,
    });

  return {
    ...vendor,
    spec,
    tabs,
    spreadsheet,
    serviceAccount: keyFile(pair.privateKey, vendor.baseUrl),
    /** Of another service account's key. */
    wrongAccount(): string {
      other ??= pairOf();
      return keyFile(other.privateKey, vendor.baseUrl);
    },
    nobodysAccount: keyFile(pair.privateKey, 'http://127.0.0.1:1'),
    issued: () => issued,
    /** Takes back every token. */
    takeBack: () => tokens.clear(),
    share(next: boolean): void {
      shared = next;
    },
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    writes: () => writes,
    tooMany: () => tooMany,
  };
}
