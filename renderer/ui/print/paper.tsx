/** A piece of paper as it will be printed: the boxes of flows/sdk/print, drawn on the screen instead of into a PDF. */
import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { type Item, layOut, pieceTexts } from '../../../flows/sdk/print/layout.ts';
import { addressBox, gridOf, hasEnvelope, mm } from '../../../flows/sdk/print/paper.ts';
import { quietZone } from '../../../flows/sdk/print/qr.ts';
import { useUi } from '../use-ui.ts';
import './paper.css';

const ink = '#111111';
const faint = '#666666';

/** `parts`: of the message, rendered. */
export function Paper({ parts, picture }: { parts: Readonly<Record<string, string>>; picture: string | null }) {
  const { t } = useUi();
  const texts = pieceTexts(parts);
  const { pages, trouble } = layOut(texts);
  const [wanted, setWanted] = useState(0);
  const at = Math.min(wanted, pages.length - 1);
  const { width, height } = gridOf(texts.format).cell;
  const box = addressBox(texts.format, texts.envelope);
  const window = at === 0 && hasEnvelope(texts.format) && texts.envelope !== 'none';
  const label = t('paper.page', { page: at + 1, pages: pages.length });
  return (
    <div className="k-stack k-tight">
      <svg className="k-paper" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {window ? (
          <rect
            className="k-paper-window"
            x={box.x - mm(5)}
            y={box.y - mm(9)}
            width={box.width + mm(6)}
            height={box.height + mm(11)}
          />
        ) : null}
        {pages[at]?.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: boxes have no names, and all are drawn anew.
          <Drawn key={index} item={item} picture={picture} />
        ))}
      </svg>
      {pages.length > 1 ? (
        <div className="k-row k-row-center">
          <ActionIcon
            color="gray"
            aria-label={t('paper.previous')}
            disabled={at === 0}
            onClick={() => setWanted(at - 1)}
          >
            <IconChevronLeft size={16} stroke={1.75} />
          </ActionIcon>
          <span className="k-hint" role="status">
            {label}
          </span>
          <ActionIcon
            color="gray"
            aria-label={t('paper.next')}
            disabled={at === pages.length - 1}
            onClick={() => setWanted(at + 1)}
          >
            <IconChevronRight size={16} stroke={1.75} />
          </ActionIcon>
        </div>
      ) : null}
      {trouble === null ? null : (
        <p className="k-error" role="alert">
          {t(`paper.trouble.${trouble}`)}
        </p>
      )}
    </div>
  );
}

function Drawn({ item, picture }: { item: Item; picture: string | null }) {
  switch (item.kind) {
    case 'text':
      return (
        <text
          x={item.x}
          y={item.y}
          fontSize={item.size}
          fontWeight={item.bold ? 700 : 400}
          fill={item.faint ? faint : ink}
        >
          {item.text}
        </text>
      );
    case 'rule':
      return <line x1={item.x} x2={item.x + item.width} y1={item.y} y2={item.y} stroke={faint} strokeWidth={0.5} />;
    case 'qr': {
      const module = item.side / (item.code.side + 2 * quietZone);
      const path = item.code.runs
        .map(([column, row, length]) => `M${column + quietZone} ${row + quietZone}h${length}v1h-${length}z`)
        .join('');
      return <path d={path} fill={ink} transform={`translate(${item.x} ${item.y}) scale(${module})`} />;
    }
    case 'picture':
      return picture === null ? null : (
        <image href={picture} x={item.x} y={item.y} width={item.width} height={item.height} />
      );
  }
}
