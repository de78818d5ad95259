/** The logo of letters. */
import { Button, FileButton, Input } from '@mantine/core';
import { IconPhotoPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FileRef, pictureTypes } from '../../../flows/sdk/files.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { fileUrl, putFile } from '../../app/files.ts';
import { PictureError, scaledPicture } from '../../ui/letter/pictures.ts';
import classes from './brand.module.css';

export function BrandLogo({ logo, onChange }: { logo: FileRef | null; onChange: (logo: FileRef | null) => void }) {
  const { t } = useTranslation('brand');
  const words = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const url = useQuery({
    queryKey: ['file', logo?.file],
    queryFn: () => fileUrl(logo?.file ?? ''),
    enabled: logo !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const take = async (chosen: File | null) => {
    if (chosen === null) return;
    setBusy(true);
    setTrouble(null);
    try {
      onChange(await putFile(await scaledPicture(chosen), chosen.name));
    } catch (error) {
      setTrouble(error instanceof PictureError ? t(`letter:picture.${error.trouble}`) : words(error).body);
    }
    setBusy(false);
  };
  return (
    <>
      {logo === null || url.data === undefined ? null : (
        <img className={classes.logo} src={url.data} alt={t('logo.alt')} />
      )}
      <p>{t('logo.help')}</p>
      <div className={classes.row}>
        <FileButton accept={[...pictureTypes, 'image/webp'].join(',')} onChange={(file) => void take(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="xs"
              loading={busy}
              leftSection={<IconPhotoPlus size={15} aria-hidden />}
            >
              {t(logo === null ? 'logo.choose' : 'logo.another')}
            </Button>
          )}
        </FileButton>
        {logo === null ? null : (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={() => onChange(null)}
          >
            {t('logo.remove')}
          </Button>
        )}
      </div>
      {trouble === null ? null : <Input.Error role="alert">{trouble}</Input.Error>}
    </>
  );
}
