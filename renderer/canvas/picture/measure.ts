/** How wide words are, and where they break into lines: for pictures, which no browser lays out. */

export interface Font {
  size: number;
  weight: number;
}

/** As on screen; whoever opens the picture has at least one of them. */
export const fontFamily = 'Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export type Measure = (text: string, font: Font) => number;

/** Measures with the page's own fonts. Asked thousands of times for a large flow, so it remembers. */
export function canvasMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const known = new Map<string, number>();
  return (text, { size, weight }) => {
    const key = `${weight} ${size} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (context === null) width = text.length * size * 0.56;
      else {
        context.font = `${weight} ${size}px ${fontFamily}`;
        width = context.measureText(text).width;
      }
      known.set(key, width);
    }
    return width;
  };
}

/** The longest beginning that fits, with an ellipsis where something was cut. */
export function clipped(text: string, width: number, font: Font, measure: Measure): string {
  if (measure(text, font) <= width) return text;
  const letters = [...text];
  let [from, to] = [0, letters.length];
  while (from < to) {
    const half = Math.ceil((from + to) / 2);
    if (measure(`${letters.slice(0, half).join('').trimEnd()}…`, font) <= width) from = half;
    else to = half - 1;
  }
  return `${letters.slice(0, from).join('').trimEnd()}…`;
}

/** Lines of at most that width, broken between words, inside a word only where it is too long for a line. */
export function wrapped(text: string, width: number, lines: number, font: Font, measure: Measure): string[] {
  const result: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(/\s+/).filter(Boolean)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (measure(longer, font) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') result.push(line);
      line = word;
      while (measure(line, font) > width && [...line].length > 1) {
        const letters = [...line];
        let fits = letters.length - 1;
        while (fits > 1 && measure(letters.slice(0, fits).join(''), font) > width) fits -= 1;
        result.push(letters.slice(0, fits).join(''));
        line = letters.slice(fits).join('');
        if (result.length > lines) break;
      }
      if (result.length > lines) break;
    }
    if (line !== '') result.push(line);
    if (result.length > lines) break;
  }
  if (result.length <= lines) return result;
  const last = result.slice(lines - 1).join(' ');
  return [...result.slice(0, lines - 1), clipped(`${last}…`, width, font, measure)];
}
