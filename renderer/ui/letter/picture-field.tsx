/** A picture that the letter carries, or one from the internet; and what is in it, for those who do not see it. */
import { Button, FileButton, Input, TextInput } from '@mantine/core';
import { IconPhotoPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { type FileRef, pictureTypes } from '../../../flows/sdk/files.ts';
import { useEditorContext } from '../define-editor.ts';
import { FieldBox } from '../field-box.tsx';
import { LiquidField } from '../message/liquid-field.tsx';
import { useUi } from '../use-ui.ts';
import { PictureError, scaledPicture } from './pictures.ts';

interface Picture {
  file?: FileRef | undefined;
  src?: string | undefined;
  alt: string;
}

const accepted = [...pictureTypes, 'image/webp'].join(',');

export function PictureField<Block extends Picture>({ block, set }: { block: Block; set: (block: Block) => void }) {
  const { t } = useUi();
  const { letters } = useEditorContext();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const take = async (chosen: File | null) => {
    if (chosen === null || letters === undefined) return;
    setBusy(true);
    setTrouble(null);
    try {
      const scaled = await scaledPicture(chosen);
      const file = await letters.putFile(scaled, chosen.name);
      const { src: _src, ...rest } = block;
      set({ ...rest, file } as Block);
    } catch (error) {
      setTrouble(error instanceof PictureError ? t(`letter:picture.${error.trouble}`) : letters.words(error));
    }
    setBusy(false);
  };
  const without = () => {
    const { file: _file, ...rest } = block;
    set(rest as Block);
  };
  return (
    <FieldBox label={t('letter:kind.picture')}>
      {block.file === undefined ? null : <Shown file={block.file} />}
      <div className="k-row k-row-center">
        <FileButton accept={accepted} onChange={(file) => void take(file)}>
          {(props) => (
            <Button
              {...props}
              size="compact-sm"
              variant="default"
              loading={busy}
              leftSection={<IconPhotoPlus size={15} stroke={1.75} />}
            >
              {t(block.file === undefined ? 'letter:picture.choose' : 'letter:picture.another')}
            </Button>
          )}
        </FileButton>
        {block.file === undefined ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconTrash size={15} stroke={1.75} />}
            onClick={without}
          >
            {t('letter:picture.remove')}
          </Button>
        )}
      </div>
      {trouble === null ? null : <Input.Error role="alert">{trouble}</Input.Error>}
      {block.file !== undefined ? null : (
        <LiquidField
          label={t('letter:picture.src')}
          help={t('letter:picture.srcHelp')}
          rows={1}
          maxLength={2000}
          value={block.src ?? ''}
          onChange={(src) => {
            const { src: _src, ...rest } = block;
            const address = src.replaceAll('\n', '').trim();
            set((address === '' ? rest : { ...rest, src: address }) as Block);
          }}
        />
      )}
      <TextInput
        label={t('letter:picture.alt')}
        description={t('letter:picture.altHelp')}
        maxLength={500}
        value={block.alt}
        onChange={(event) => set({ ...block, alt: event.currentTarget.value })}
      />
    </FieldBox>
  );
}

function Shown({ file }: { file: FileRef }) {
  const { t } = useUi();
  const { letters } = useEditorContext();
  const [url, setUrl] = useState<string | 'missing' | null>(null);
  useEffect(() => {
    let current = true;
    letters?.fileUrl(file.file).then(
      (found) => {
        if (current) setUrl(found);
      },
      () => {
        if (current) setUrl('missing');
      },
    );
    return () => {
      current = false;
    };
  }, [file.file, letters]);
  if (url === 'missing') return <p className="k-error">{t('letter:picture.missing', { name: file.name })}</p>;
  return (
    <div className="k-letter-picture">
      {url === null ? null : <img src={url} alt="" />}
      <span className="k-hint">{file.name}</span>
    </div>
  );
}
