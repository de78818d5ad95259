/** Colours of letters: can they be read, and what are they on a dark screen? Contrast as WCAG 2.2 reckons it. */

type Rgb = readonly [number, number, number];

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const hexOf = (rgb: readonly number[]): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

function luminance(hex: string): number {
  const [red, green, blue] = rgbOf(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 (the same) to 21 (black on white). Text needs 4.5, large text 3. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export const readable = 4.5;

/** `share` of the second colour in the first, 0 to 1. */
export const mixed = (one: string, other: string, share: number): string => {
  const to = rgbOf(other);
  return hexOf(rgbOf(one).map((part, n) => part + ((to[n] ?? 0) - part) * share));
};

/** White where it can be read, else black, which then can. */
export const inkOn = (background: string): string =>
  contrast('#ffffff', background) >= readable ? '#ffffff' : '#000000';

/** The colour, made lighter or darker until it can be read on the background. */
export function readableOn(background: string, colour: string): string {
  const towards = inkOn(background);
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mixed(colour, towards, share);
    if (contrast(tried, background) >= readable) return tried;
  }
  return towards;
}

/** What letters look like on a dark screen; the brand's own colour as far as it can be read there. */
export const darkColours = (primary: string) => {
  const panel = '#1e2228';
  const button = contrast(primary, panel) >= 1.8 ? primary : mixed(primary, '#ffffff', 0.35);
  return {
    page: '#14171b',
    panel,
    text: '#e8eaed',
    muted: '#a9b1bb',
    line: '#3a414a',
    link: readableOn(panel, primary),
    button,
    onButton: inkOn(button),
  };
};

export const lightColours = ({ primary, text, background }: { primary: string; text: string; background: string }) => ({
  page: mixed(background, text, 0.05),
  panel: background,
  text,
  muted: readableOn(background, mixed(text, background, 0.35)),
  line: mixed(background, text, 0.15),
  link: readableOn(background, primary),
  button: primary,
  onButton: inkOn(primary),
});
