/** A PDF of one page that is one picture: enough of the format for that, and no more. Colours are kept exactly. */

export interface PdfImage {
  /** Of the page, in points. */
  width: number;
  height: number;
  pixels: { width: number; height: number };
  /** Rows of red, green, blue and opacity, as a canvas gives them; opacity is left out. */
  rgba: Uint8ClampedArray | Uint8Array;
}

/** A page may not be longer than this in readers of today, points. */
export const longestPage = 14_400;

export async function pdfOf(title: string, image: PdfImage): Promise<Blob> {
  const pixels = await deflated(filteredRows(image));
  const { width, height } = image;
  const content = `q ${width} 0 0 ${height} 0 0 cm /Picture Do Q`;
  const encoder = new TextEncoder();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const offsets: number[] = [];
  let length = 0;
  const add = (part: string | Uint8Array<ArrayBuffer>): void => {
    const bytes = typeof part === 'string' ? encoder.encode(part) : part;
    parts.push(bytes);
    length += bytes.length;
  };
  const object = (dictionary: string, stream?: Uint8Array<ArrayBuffer>): void => {
    offsets.push(length);
    add(`${offsets.length} 0 obj\n${dictionary}\n`);
    if (stream !== undefined) {
      add('stream\n');
      add(stream);
      add('\nendstream\n');
    }
    add('endobj\n');
  };
  // The second line holds bytes above 127, so that nothing takes the file for text.
  add('%PDF-1.7\n');
  add(new Uint8Array([0x25, 0xe2, 0xe3, 0xcf, 0xd3, 0x0a]));
  object('<< /Type /Catalog /Pages 2 0 R >>');
  object('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
  object(
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R /Resources << /XObject << /Picture 5 0 R >> >> >>`,
  );
  object(`<< /Length ${content.length} >>`, encoder.encode(content));
  object(
    `<< /Type /XObject /Subtype /Image /Width ${image.pixels.width} /Height ${image.pixels.height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns ${image.pixels.width} >> /Length ${pixels.length} >>`,
    pixels,
  );
  object(`<< /Title ${hexText(title)} /Producer ${hexText('Kaskad')} >>`);
  const at = length;
  add(
    `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`,
  );
  add(`trailer\n<< /Size ${offsets.length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${at}\n%%EOF\n`);
  return new Blob(parts, { type: 'application/pdf' });
}

/** Text of any language, as PDF takes it: UTF-16 in hexadecimal. */
const hexText = (text: string): string =>
  `<FEFF${Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16).padStart(4, '0')).join('')}>`;

/** Each row as its difference from the one above: a drawing is mostly even, and packs to almost nothing so. */
function filteredRows({ pixels, rgba }: PdfImage): Uint8Array<ArrayBuffer> {
  const row = pixels.width * 3 + 1;
  const rows = new Uint8Array(row * pixels.height);
  for (let y = 0; y < pixels.height; y++) {
    let to = y * row;
    rows[to++] = 2;
    for (let x = 0; x < pixels.width; x++) {
      const from = (y * pixels.width + x) * 4;
      const above = from - pixels.width * 4;
      for (let part = 0; part < 3; part++)
        rows[to++] = (rgba[from + part] ?? 0) - (y === 0 ? 0 : (rgba[above + part] ?? 0));
    }
  }
  return rows;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
