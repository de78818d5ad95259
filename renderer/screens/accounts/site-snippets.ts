/** What is put into the pages of a site. Pure. */

export const signers = ['php', 'node', 'python'] as const;
export type Signer = (typeof signers)[number];

/** Where the secret stands on the owner's server: never in a page. */
const variable = 'KASKAD_SECRET';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/** For whom comes by a personal link. */
export const plainScript = (script: string): string => `<script src="${escaped(script)}" async></script>`;

export const placeHtml = (name: string): string => `<div data-kaskad-place="${escaped(name)}"></div>`;

/** Two buttons, each shown by the script where pressing it does something. */
export const pushButtons = (account: string, on: string, off: string): string =>
  `<button type="button" data-kaskad-push="${escaped(account)}" hidden>${escaped(on)}</button>
<button type="button" data-kaskad-push-stop hidden>${escaped(off)}</button>`;

/** For who is logged in: the server says who it is, and signs it. */
export function signedScript(script: string, signer: Signer): string {
  const src = escaped(script);
  switch (signer) {
    case 'php':
      return `<script src="${src}" async
  data-contact="<?= htmlspecialchars($id) ?>"
  data-seal="<?= hash_hmac('sha256', $id, getenv('${variable}')) ?>"></script>`;
    case 'node':
      return `const seal = require('node:crypto').createHmac('sha256', process.env.${variable}).update(id).digest('hex');
// <script src="${src}" async data-contact="…id…" data-seal="…seal…"></script>`;
    case 'python':
      return `seal = hmac.new(os.environ["${variable}"].encode(), id.encode(), "sha256").hexdigest()
# <script src="${src}" async data-contact="…id…" data-seal="…seal…"></script>`;
  }
}
