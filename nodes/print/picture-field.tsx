/** The picture of a page: chosen from this computer, made small enough to travel with the flow. */
import { Button, FileButton } from '@mantine/core';
import { IconPhoto, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { pictureLimit } from '../../flows/sdk/print/picture.ts';
import type { Translate } from '../../renderer/ui/define-editor.ts';
import { FieldBox } from '../../renderer/ui/field-box.tsx';

/** Dots of the longer side, the largest first: enough for paper. */
const sides = [1400, 1000, 700, 450] as const;

/** As a data address below the limit: PNG keeps what is transparent, JPEG is smaller. Null when none is small enough. */
async function pictureOf(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  for (const side of sides) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    context?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const png = canvas.toDataURL('image/png');
    if (png.length <= pictureLimit) return png;
    // What is transparent in a JPEG would be black.
    if (context === null) return null;
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.globalCompositeOperation = 'source-over';
    const jpeg = canvas.toDataURL('image/jpeg', 0.85);
    if (jpeg.length <= pictureLimit) return jpeg;
  }
  return null;
}

export function PictureField({
  value,
  error,
  onChange,
  t,
}: {
  value: string | undefined;
  error: string | undefined;
  onChange: (picture: string | undefined) => void;
  t: Translate;
}) {
  const [trouble, setTrouble] = useState<'unread' | 'large' | null>(null);
  const choose = async (file: File | null) => {
    if (file === null) return;
    const picture = await pictureOf(file).catch(() => undefined);
    if (picture === undefined) setTrouble('unread');
    else if (picture === null) setTrouble('large');
    else {
      setTrouble(null);
      onChange(picture);
    }
  };
  return (
    <FieldBox
      label={t('fields.picture.label')}
      help={t('fields.picture.help')}
      error={trouble === null ? error : t(`fields.picture.${trouble}`)}
    >
      <div className="k-row k-row-center">
        {value === undefined ? null : (
          <img
            src={value}
            alt={t('fields.picture.shown')}
            style={{ maxHeight: 40, maxWidth: 120, background: '#fff' }}
          />
        )}
        <FileButton accept="image/png,image/jpeg" onChange={(file) => void choose(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconPhoto size={14} aria-hidden />}>
              {t(value === undefined ? 'fields.picture.choose' : 'fields.picture.replace')}
            </Button>
          )}
        </FileButton>
        {value === undefined ? null : (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => {
              setTrouble(null);
              onChange(undefined);
            }}
          >
            {t('fields.picture.remove')}
          </Button>
        )}
      </div>
    </FieldBox>
  );
}
