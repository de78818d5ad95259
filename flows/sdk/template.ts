/** What can be said of a Liquid template without rendering it. */
import { KaskadError } from './problem.ts';

const output = /\{\{[\s\S]*?\}\}/g;
const tag = /\{%[\s\S]*?%\}/g;

/** The template without its variables and tags: what is there whatever the values are. */
export const staticText = (template: string): string => template.replaceAll(tag, '').replaceAll(output, '');

/** The template with `filler` in place of each variable. */
export const withFiller = (template: string, filler: string): string =>
  template.replaceAll(tag, '').replaceAll(output, filler);

/** The path inside when the template is one variable without filters (`{{ event.total }}`), else null. */
export const lonePath = (template: string): string | null =>
  /^\s*\{\{-?\s*([\p{L}\p{N}_.-]+?)\s*-?\}\}\s*$/u.exec(template)?.[1] ?? null;

/** The template with its own words changed, its variables and tags as they are. */
export const mapStatic = (template: string, change: (text: string) => string): string =>
  template
    .split(/(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/)
    .map((piece, index) => (index % 2 === 0 ? change(piece) : piece))
    .join('');

/** The rendered template, or the template as it is written where it cannot be rendered. */
export function renderOr(render: (template: string) => string, template: string): string {
  try {
    return render(template);
  } catch (error) {
    if (error instanceof KaskadError) return template;
    throw error;
  }
}
