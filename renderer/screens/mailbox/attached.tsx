/** Files that came with a message; pressing one saves it. */
import { IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FileRef } from '../../../flows/sdk/files.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { fileUrl } from '../../app/files.ts';
import { saveBlob } from '../../app/save-file.ts';
import { toast } from '../../app/toast.ts';
import classes from './mailbox.module.css';

/** The page may fetch nothing, not even its own addresses. */
function blobOf(url: string): Blob {
  const [head = '', base64 = ''] = url.split(',');
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: head.slice('data:'.length).split(';')[0] ?? '' });
}

export function Attached({ files }: { files: readonly FileRef[] }) {
  const { t } = useTranslation('mailbox');
  const words = useErrorWords();
  if (files.length === 0) return null;
  const save = async ({ file, name }: FileRef) => {
    try {
      saveBlob(name, blobOf(await fileUrl(file)));
    } catch (error) {
      toast.failed(words(error));
    }
  };
  return (
    <div className={classes.links}>
      <span>{t('attached')}</span>
      {files.map((file, index) => (
        // The same file may be attached twice.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <button key={`${index}-${file.file}`} type="button" className={classes.key} onClick={() => void save(file)}>
          <IconPaperclip size={13} aria-hidden />
          {file.name}
        </button>
      ))}
    </div>
  );
}
