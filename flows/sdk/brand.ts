/** How a business looks in its letters: one for the workspace, so that all letters look alike. */
import * as z from 'zod';
import { fileRefSchema } from './files.ts';
import { urlOf } from './url.ts';

export const fontNames = ['system', 'arial', 'georgia', 'verdana', 'tahoma', 'trebuchet', 'times', 'courier'] as const;
export type FontName = (typeof fontNames)[number];

/** Only fonts that stand on every computer: a letter loads nothing. */
export const fontStacks: Readonly<Record<FontName, string>> = {
  system: "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
  arial: 'Arial, Helvetica, sans-serif',
  georgia: "Georgia, 'Times New Roman', serif",
  verdana: 'Verdana, Geneva, sans-serif',
  tahoma: 'Tahoma, Verdana, sans-serif',
  trebuchet: "'Trebuchet MS', Tahoma, sans-serif",
  times: "'Times New Roman', Times, serif",
  courier: "'Courier New', Courier, monospace",
};

export const networks = [
  'website',
  'instagram',
  'facebook',
  'telegram',
  'viber',
  'whatsapp',
  'youtube',
  'tiktok',
  'vk',
  'linkedin',
  'x',
] as const;
export type Network = (typeof networks)[number];

/** As the networks write themselves; a website is named by its address. */
export const networkNames: Readonly<Record<Exclude<Network, 'website'>, string>> = {
  instagram: 'Instagram',
  facebook: 'Facebook',
  telegram: 'Telegram',
  viber: 'Viber',
  whatsapp: 'WhatsApp',
  youtube: 'YouTube',
  tiktok: 'TikTok',
  vk: 'VK',
  linkedin: 'LinkedIn',
  x: 'X',
};

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'bad-colour');
export const webAddress = z
  .string()
  .max(500)
  .refine((text) => /^https?:\/\/[^\s"'<>]+$/i.test(text) && urlOf(text) !== null, 'bad-address');

export const brandSchema = z.strictObject({
  logo: fileRefSchema.nullable(),
  colours: z.strictObject({ primary: colour, text: colour, background: colour }),
  font: z.enum(fontNames),
  company: z.string().max(200),
  /** Where the business is: many countries want it in every marketing letter. */
  address: z.string().max(500),
  /** What stands above company and address: "Yours, the team of …". */
  signature: z.string().max(1000),
  social: z.array(z.strictObject({ network: z.enum(networks), url: webAddress })).max(12),
});
export type Brand = z.output<typeof brandSchema>;

export const plainBrand: Brand = {
  logo: null,
  colours: { primary: '#2f6fed', text: '#1b1f24', background: '#ffffff' },
  font: 'system',
  company: '',
  address: '',
  signature: '',
  social: [],
};
