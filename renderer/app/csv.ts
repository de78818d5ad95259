/**
 * CSV that people open in a spreadsheet. A cell that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab,
 * carriage return in front) is made text by an apostrophe, so that a hostile value cannot run anything.
 */
const formula = /^[=+\-@\t\r＝＋－＠]/;
const plainNumber = /^-?\d+([.,]\d+)?$/;

export function csvCell(value: string | number): string {
  const text = String(value);
  const safe = formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return /[",;\n\r\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A cell as it is, for a file that comes back into Kaskad. */
export const plainCell = (value: string | number): string => {
  const text = String(value);
  return /[",;\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** With a byte order mark, by which spreadsheets know UTF-8, and CRLF, as RFC 4180 says. */
export function csvText(rows: readonly (readonly (string | number)[])[], cell = csvCell): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
