import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';

/** A number that opens the people behind it; nought is plain text, because nobody is behind it. */
export function PeopleButton({ n, onOpen, label }: { n: number; onOpen: () => void; label?: string }) {
  const { t } = useTranslation('report');
  const format = useFormat();
  if (n === 0) return <span className={table.muted}>0</span>;
  const number = format.number(n);
  return (
    <button
      type="button"
      className={table.figure}
      onClick={onOpen}
      title={t('people.open')}
      aria-label={label === undefined ? undefined : `${label}: ${number}`}
    >
      {number}
    </button>
  );
}
