/** A layout as SVG that stands alone: no styles, no fonts and no files but its own. */
import { iconOf } from '../block-icon.tsx';
import { type PictureColors, type PictureTheme, pictureColors } from './colors.ts';
import {
  fonts,
  metrics,
  type PictureCard,
  type PictureFrame,
  type PictureLayout,
  type PictureLine,
  type PictureNote,
} from './layout.ts';
import { type Font, fontFamily } from './measure.ts';

interface TextProps {
  x: number;
  y: number;
  font: Font;
  fill: string;
  anchor?: 'start' | 'middle' | undefined;
  children: string;
}

/** `y` is the middle of the line: where fonts agree most. */
function Text({ x, y, font, fill, anchor, children }: TextProps) {
  return (
    <text
      x={round(x)}
      y={round(y + font.size * 0.35)}
      fontSize={font.size}
      fontWeight={font.weight}
      fill={fill}
      textAnchor={anchor}
    >
      {children}
    </text>
  );
}

/** Lines of words one below the other; `y` is the middle of the first. */
function Lines({ lines, y, step, ...text }: Omit<TextProps, 'children'> & { lines: readonly string[]; step: number }) {
  return lines.map((line, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their place
    <Text key={place} y={y + step * place} {...text}>
      {line}
    </Text>
  ));
}

const round = (value: number): number => Math.round(value * 100) / 100;

export function Picture({ layout, theme }: { layout: PictureLayout; theme: PictureTheme }) {
  const colors = pictureColors[theme];
  const { left, top, width, height, title, subtitle } = layout;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`${round(left)} ${round(top)} ${width} ${height}`}
      fontFamily={fontFamily}
    >
      <title>{title}</title>
      <rect x={round(left)} y={round(top)} width={width} height={height} fill={colors.bg} />
      <Text x={left + 40} y={top + 46} font={fonts.title} fill={colors.ink}>
        {title}
      </Text>
      <Text x={left + 40} y={top + 72} font={fonts.subtitle} fill={colors.muted}>
        {subtitle}
      </Text>
      {layout.frames.map((frame) => (
        <Frame key={frame.id} frame={frame} colors={colors} />
      ))}
      <g fill="none" stroke={colors.edge} strokeLinecap="round">
        {layout.lines.map((line) => (
          <path key={line.id} d={line.path} strokeWidth={round(line.width)} />
        ))}
      </g>
      {layout.cards.map((card) => (
        <Card key={card.id} card={card} colors={colors} />
      ))}
      {layout.lines.map((line) => (
        <Pill key={line.id} line={line} colors={colors} />
      ))}
      {layout.notes.map((note) => (
        <Note key={note.id} note={note} colors={colors} />
      ))}
    </svg>
  );
}

function Frame({ frame, colors }: { frame: PictureFrame; colors: PictureColors }) {
  const { x, y, width, height, name } = frame;
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={12}
        fill={colors.soft}
        stroke={colors.lineStrong}
        strokeOpacity={0.6}
      />
      <Text x={x + 12} y={y + 18} font={fonts.name} fill={colors.muted}>
        {name}
      </Text>
    </g>
  );
}

function Note({ note, colors }: { note: PictureNote; colors: PictureColors }) {
  const { x, y, width, height, lines } = note;
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={8}
        fill={colors.note}
        stroke={colors.lineStrong}
        strokeOpacity={0.5}
      />
      <Lines
        lines={lines}
        x={x + 10}
        y={y + 8 + metrics.textLine / 2}
        step={metrics.textLine}
        font={fonts.text}
        fill={colors.noteInk}
      />
    </g>
  );
}

function Pill({ line: { pill }, colors }: { line: PictureLine; colors: PictureColors }) {
  if (pill === null) return null;
  const { x, y, width, label, figures } = pill;
  return (
    <g>
      <rect
        x={round(x - width / 2)}
        y={round(y - 10)}
        width={round(width)}
        height={20}
        rx={10}
        fill={colors.bg}
        stroke={colors.line}
      />
      <text
        x={round(x)}
        y={round(y + fonts.small.size * 0.35)}
        fontSize={fonts.small.size}
        textAnchor="middle"
        fill={colors.muted}
        xmlSpace="preserve"
      >
        {label}
        {figures === '' ? null : (
          <tspan fill={colors.ink} dx={label === '' ? 0 : 5}>
            {figures}
          </tspan>
        )}
      </text>
    </g>
  );
}

function Card({ card, colors }: { card: PictureCard; colors: PictureColors }) {
  const { x, y, width, height, category, name, summary, jumps, off } = card;
  const Glyph = iconOf(card.type);
  const inner = x + metrics.padX;
  const textX = inner + metrics.indent;
  const headHeight = Math.max(metrics.icon, name.length * metrics.nameLine);
  const head = y + metrics.padTop;
  const below = head + headHeight + 2;
  const jumpsAt = below + summary.length * metrics.textLine + 4;
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={12}
        fill={colors.panel}
        stroke={off === null ? colors.line : colors.lineStrong}
        strokeDasharray={off === null ? undefined : '4 3'}
      />
      <rect
        x={inner}
        y={round(head + (headHeight - metrics.icon) / 2)}
        width={metrics.icon}
        height={metrics.icon}
        rx={6}
        fill={off === null ? colors.category[category] : colors.lineStrong}
      />
      <Glyph
        x={inner + 4}
        y={round(head + (headHeight - metrics.icon) / 2 + 4)}
        size={14}
        stroke={1.75}
        color={colors.onCategory}
      />
      <Lines
        lines={name}
        x={textX}
        y={head + headHeight / 2 - ((name.length - 1) / 2) * metrics.nameLine}
        step={metrics.nameLine}
        font={fonts.name}
        fill={off === null ? colors.ink : colors.muted}
      />
      {off === null ? null : (
        <Text
          x={x + width - metrics.padX - 4 - off.length * 6}
          y={head + headHeight / 2}
          font={fonts.small}
          fill={colors.muted}
        >
          {off}
        </Text>
      )}
      <Lines
        lines={summary}
        x={textX}
        y={below + metrics.textLine / 2}
        step={metrics.textLine}
        font={fonts.text}
        fill={colors.muted}
      />
      <Lines
        lines={jumps.map((jump) => `↩ ${jump}`)}
        x={textX}
        y={jumpsAt + metrics.jump / 2}
        step={metrics.jump + 4}
        font={fonts.text}
        fill={colors.ink}
      />
      <Figures card={card} colors={colors} />
    </g>
  );
}

function Figures({ card, colors }: { card: PictureCard; colors: PictureColors }) {
  const { x, y, width, height, figures, figuresAt, figuresStacked, bar } = card;
  if (figures.length === 0) return null;
  const rowTop = y + figuresAt;
  const cell = width / figures.length;
  const rowHeight = figuresStacked ? metrics.rowStacked : metrics.row;
  return (
    <g>
      <path d={`M${x},${round(rowTop)} h${width}`} stroke={colors.line} />
      {figures.map(({ value, label, bad }, index) => {
        const center = x + cell * (index + 0.5);
        return (
          <g key={label}>
            {index === 0 ? null : (
              <path d={`M${round(x + cell * index)},${round(rowTop)} v${rowHeight}`} stroke={colors.line} />
            )}
            <text
              x={round(center)}
              y={round(rowTop + (figuresStacked ? 14 : rowHeight / 2) + 4.2)}
              textAnchor="middle"
              fontSize={fonts.figure.size}
              fill={bad ? colors.bad : colors.muted}
            >
              <tspan fontWeight={fonts.figure.weight} fill={bad ? colors.bad : colors.ink}>
                {value}
              </tspan>
              {figuresStacked ? (
                <tspan x={round(center)} dy={16} fontSize={fonts.figureLabel.size}>
                  {label}
                </tspan>
              ) : (
                <tspan dx={4} fontSize={fonts.figureLabel.size}>
                  {label}
                </tspan>
              )}
            </text>
          </g>
        );
      })}
      {bar === null || bar === 0 ? null : (
        <rect
          x={x + 10}
          y={round(y + height - metrics.bar)}
          width={round((width - 20) * bar)}
          height={metrics.bar}
          rx={1.5}
          fill={colors.ok}
        />
      )}
    </g>
  );
}
