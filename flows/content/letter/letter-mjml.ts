/**
 * A letter's blocks as MJML, in the look of the workspace. What people wrote goes in as marks that stand for it (`held`), so
 * that neither Liquid nor HTML by hand is ever read by MJML.
 */
import { type Brand, fontStacks, networkNames } from '../../sdk/brand.ts';
import { type FileRef, pictureAddress } from '../../sdk/files.ts';
import type { LetterBlock, PlainBlock } from '../../sdk/letter.ts';
import { darkColours, lightColours } from './colour.ts';
import { attribute, escaped, inlineHtml, textHtml } from './marks.ts';

const letterWidth = 600;
const sidePadding = 24;
const spaces = { small: '12px', medium: '28px', large: '52px' } as const;

export interface LetterSource {
  blocks: readonly LetterBlock[];
  /** ISO code. */
  language: string;
  /** Template. */
  subject: string;
  /** Template. */
  preheader: string;
}

/** Keeps what may not be touched, and gives a mark for it. */
export interface Held {
  hold(html: string): string;
}

type Colours = ReturnType<typeof lightColours>;

interface Making extends Held {
  brand: Brand;
  colours: Colours;
}

const alignOf = (block: { align?: 'left' | 'center' | 'right' | undefined }, usual: string): string =>
  block.align ?? usual;

function textTag({ hold }: Held, html: string, attributes: string, name = 'k-text'): string {
  return `<mj-text css-class="${name}" ${attributes}>${hold(html)}</mj-text>`;
}

function pictureTag(
  { hold }: Held,
  picture: { file?: FileRef | undefined; src?: string | undefined; alt: string; url?: string | undefined },
  width: number,
  attributes: string,
): string {
  const source = picture.file === undefined ? (picture.src ?? '').trim() : pictureAddress(picture.file.file);
  if (source === '') return '';
  const link = (picture.url ?? '').trim();
  const leads = link === '' ? '' : ` href="${hold(attribute(link))}"`;
  return `<mj-image src="${hold(attribute(source))}" alt="${hold(attribute(picture.alt))}" width="${width}px"${leads} ${attributes}></mj-image>`;
}

function buttonTag(
  making: Making,
  { text, url, look, align }: { text: string; url: string; look?: 'outline' | undefined; align: string },
): string {
  const { colours, hold } = making;
  const outline = look === 'outline';
  const background = outline ? 'transparent' : colours.button;
  const ink = outline ? colours.link : colours.onButton;
  const border = outline ? `2px solid ${colours.link}` : 'none';
  return `<mj-button css-class="${outline ? 'k-outline' : 'k-button'}" align="${align}" href="${hold(attribute(url.trim()))}" background-color="${background}" color="${ink}" border="${border}">${hold(escaped(text))}</mj-button>`;
}

function product(making: Making, block: Extract<PlainBlock, { kind: 'product' }>, width: number): string {
  const { colours } = making;
  const was =
    (block.was ?? '').trim() === ''
      ? ''
      : ` <s class="k-muted" style="color:${colours.muted};font-weight:400;font-size:15px">${escaped(block.was ?? '')}</s>`;
  const price = (block.price ?? '').trim() === '' ? '' : `<strong>${escaped(block.price ?? '')}</strong>${was}`;
  return [
    pictureTag(making, block, width, 'align="center" padding-bottom="12px"'),
    textTag(
      making,
      `<strong>${inlineHtml(block.name)}</strong>`,
      'align="center" font-size="18px" padding-bottom="4px"',
    ),
    price === '' ? '' : textTag(making, price, 'align="center" font-size="20px" padding-bottom="4px"'),
    (block.text ?? '').trim() === '' ? '' : textTag(making, textHtml(block.text ?? ''), 'align="center"'),
    (block.button ?? '').trim() === ''
      ? ''
      : buttonTag(making, { text: block.button ?? '', url: block.url ?? '', align: 'center' }),
  ].join('');
}

function social(making: Making, align: string): string {
  const { brand, colours } = making;
  if (brand.social.length === 0) return '';
  const links = brand.social.map(({ network, url }) => {
    const name = network === 'website' ? new URL(url).hostname.replace(/^www\./, '') : networkNames[network];
    return `<a href="${attribute(url)}" style="color:${colours.link};white-space:nowrap">${escaped(name)}</a>`;
  });
  return textTag(making, links.join(' &nbsp;·&nbsp; '), `align="${align}" font-size="14px"`);
}

function footer(making: Making, block: Extract<PlainBlock, { kind: 'footer' }>): string {
  const { brand, colours } = making;
  const signature = brand.signature.trim() === '' ? '' : textHtml(brand.signature);
  const small = [brand.company, brand.address, block.text ?? '']
    .filter((text) => text.trim() !== '')
    .map(inlineHtml)
    .join('<br>');
  return [
    signature === '' ? '' : textTag(making, signature, `align="${alignOf(block, 'left')}"`),
    small === ''
      ? ''
      : textTag(
          making,
          `<div class="k-muted" style="color:${colours.muted}">${small}</div>`,
          `align="${alignOf(block, 'left')}" font-size="13px" line-height="1.5"`,
        ),
  ].join('');
}

/** One block within a column so many pixels wide. */
function blockMjml(making: Making, block: PlainBlock, width: number): string {
  const { colours } = making;
  switch (block.kind) {
    case 'heading': {
      const small = block.size === 'small';
      const [tag, size] = small ? (['h2', '19px'] as const) : (['h1', '26px'] as const);
      const style = `margin:0;font-size:${size};line-height:1.3;font-weight:700`;
      const html = `<${tag} style="${style}">${inlineHtml(block.text)}</${tag}>`;
      return textTag(making, html, `align="${alignOf(block, 'left')}" font-size="${size}"`);
    }
    case 'text':
      return block.text.trim() === ''
        ? ''
        : textTag(making, textHtml(block.text), `align="${alignOf(block, 'left')}" padding-bottom="0"`);
    case 'picture':
      return pictureTag(
        making,
        block,
        Math.round((width * (block.width ?? 100)) / 100),
        `align="${alignOf(block, 'center')}"`,
      );
    case 'button':
      return buttonTag(making, { ...block, align: alignOf(block, 'left') });
    case 'divider':
      return `<mj-divider css-class="k-line" border-width="1px" border-color="${colours.line}"></mj-divider>`;
    case 'space':
      return `<mj-spacer height="${spaces[block.size]}"></mj-spacer>`;
    case 'quote': {
      const author =
        (block.author ?? '').trim() === ''
          ? ''
          : `<p class="k-muted" style="margin:0;color:${colours.muted};font-size:14px">— ${escaped(block.author ?? '')}</p>`;
      const html = `<div style="border-left:3px solid ${colours.button};padding:2px 0 2px 16px"><em>${textHtml(block.text)}</em>${author}</div>`;
      return textTag(making, html, '');
    }
    case 'product':
      return product(making, block, Math.min(width, 320));
    case 'logo': {
      const { logo, company } = making.brand;
      if (logo === null) return '';
      return pictureTag(
        making,
        { file: logo, alt: company },
        Math.min(width, 160),
        `align="${alignOf(block, 'left')}"`,
      );
    }
    case 'social':
      return social(making, alignOf(block, 'left'));
    case 'footer':
      return footer(making, block);
    case 'html':
      return block.html.trim() === '' ? '' : textTag(making, block.html, '', 'k-text k-html');
  }
}

/** Blocks that follow each other share a section; columns have their own. */
function sections(making: Making, blocks: readonly LetterBlock[]): string {
  const made: string[] = [];
  let simple: PlainBlock[] = [];
  const full = letterWidth - 2 * sidePadding;
  const flush = (): void => {
    const inner = simple.map((block) => blockMjml(making, block, full)).join('');
    if (inner !== '') made.push(`<mj-section><mj-column>${inner}</mj-column></mj-section>`);
    simple = [];
  };
  for (const block of blocks) {
    if (block.kind !== 'columns') {
      simple.push(block);
      continue;
    }
    flush();
    const width = Math.floor(full / block.columns.length) - 16;
    const columns = block.columns.map(
      (column) =>
        `<mj-column padding="0 8px">${column.map((one) => blockMjml(making, one, width)).join('')}</mj-column>`,
    );
    made.push(`<mj-section padding="0 16px">${columns.join('')}</mj-section>`);
  }
  flush();
  return made.join('');
}

/** Apps that show the line beside the subject go on with the letter itself: blanks keep it away. */
const filler = '&#8199;&#65279;&#847; '.repeat(60);

const darkStyle = (brand: Brand): string => {
  const dark = darkColours(brand.colours.primary);
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme: dark){
body,.k-page>div{background-color:${dark.page} !important}
.k-panel,.k-panel>table{background-color:${dark.panel} !important}
.k-text,.k-text div,.k-text p,.k-text li,.k-text h1,.k-text h2{color:${dark.text} !important}
.k-text .k-muted,.k-text .k-muted *{color:${dark.muted} !important}
.k-text a{color:${dark.link} !important}
.k-button td,.k-button a{background:${dark.button} !important;color:${dark.onButton} !important}
.k-outline td{border-color:${dark.link} !important}.k-outline a{color:${dark.link} !important}
.k-line p{border-top-color:${dark.line} !important}
}`;
};

export function letterMjml(source: LetterSource, brand: Brand, { hold }: Held): string {
  const colours = lightColours(brand.colours);
  const making: Making = { hold, brand, colours };
  const font = fontStacks[brand.font];
  const preview =
    source.preheader.trim() === '' ? '' : `<mj-preview>${hold(escaped(source.preheader) + filler)}</mj-preview>`;
  return `<mjml lang="${attribute(source.language)}"><mj-head><mj-title>${hold(attribute(source.subject))}</mj-title>${preview}
<mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no"></mj-raw>
<mj-attributes><mj-all font-family="${font}"></mj-all>
<mj-text font-size="16px" line-height="1.55" color="${colours.text}" padding="0 0 14px"></mj-text>
<mj-image padding="0 0 16px" fluid-on-mobile="false"></mj-image>
<mj-button font-size="16px" font-weight="600" border-radius="8px" inner-padding="12px 24px" padding="4px 0 18px"></mj-button>
<mj-divider padding="6px 0 20px"></mj-divider><mj-spacer padding="0"></mj-spacer>
<mj-section padding="0 ${sidePadding}px"></mj-section><mj-column padding="0"></mj-column>
<mj-wrapper padding="28px 0 16px"></mj-wrapper></mj-attributes>
<mj-style>${darkStyle(brand)}</mj-style><mj-style>.k-text a{color:${colours.link}}</mj-style></mj-head>
<mj-body width="${letterWidth}px" background-color="${colours.page}" css-class="k-page"><mj-wrapper background-color="${colours.panel}" css-class="k-panel">${sections(making, source.blocks)}</mj-wrapper></mj-body></mjml>`;
}
