/** The font of printed pages: Latin, Greek and Cyrillic. It comes with the app; only the letters used go into a file. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const files = {
  regular: '400Regular/NotoSans_400Regular.ttf',
  bold: '700Bold/NotoSans_700Bold.ttf',
} as const;

/** Beside the sources, a bundle, or inside a packed app: wherever the modules of this code are. */
export function fontFile(weight: keyof typeof files): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const file = join(at, 'node_modules/@expo-google-fonts/noto-sans', files[weight]);
    if (existsSync(file)) return file;
    if (at === dirname(at)) throw new Error(`The font ${files[weight]} is missing beside the app.`);
  }
}
