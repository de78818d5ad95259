/** Pages that are saved as files and printed: they stand alone, without anything from elsewhere. */
const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);

const style = `
  body { max-width: 960px; margin: 40px auto; padding: 0 24px; color: #1c2024; font: 14px/1.5 system-ui, sans-serif; }
  h1 { font-size: 22px; } h2 { margin: 28px 0 8px; font-size: 16px; }
  table { width: 100%; border-collapse: collapse; } th, td { padding: 5px 10px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid #d9dde2; overflow-wrap: anywhere; }
  th { font-weight: 600; } thead th { color: #5a636e; font-size: 12px; } .quiet { color: #5a636e; }
  code { font: 12px ui-monospace, monospace; overflow-wrap: anywhere; }
  @media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
`;

/** `body` is HTML; the title is text. */
export const pageOf = (language: string, title: string, body: string): string =>
  `<!doctype html>
<html lang="${escaped(language)}">
<head><meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style></head>
<body>
<h1>${escaped(title)}</h1>
${body}
</body>
</html>
`;

export const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;
export const headingOf = (text: string): string => `<h2>${escaped(text)}</h2>`;

/** Cells are text. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`)
    .join('\n')}</tbody></table>`;

/** Names and values beside one another. */
export const factsOf = (rows: readonly (readonly [string, string])[]): string =>
  `<table><tbody>${rows
    .map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`)
    .join('\n')}</tbody></table>`;
