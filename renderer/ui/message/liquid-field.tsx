/** Text with values: chips while it is read, braces while it is edited. */
import { ActionIcon, Button, Input, Menu, TextInput } from '@mantine/core';
import { type Icon, IconBold, IconItalic, IconLink, IconVariable } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { linkNames } from '../../../flows/sdk/links.ts';
import type { OfferField } from '../../../flows/sdk/offer.ts';
import { afterPress } from '../after-press.ts';
import { useEditorContext } from '../define-editor.ts';
import { placed } from '../placed.ts';
import { plainName } from '../rule/rule-words.ts';
import { Tooltip } from '../tooltip.tsx';
import { useUi } from '../use-ui.ts';
import { braceProblem, type Piece, pieces, valueCode } from './liquid.ts';
import { type Mark, withMark } from './marks.ts';
import './message.css';

const profile = ['first_name', 'last_name', 'email', 'phone', 'country', 'language'];

interface Insertable {
  label: string;
  code: string;
  /** Makes the flow know what the code names. */
  declare?: () => void;
}

/** How a text writes a field of an offer: a discount with its sign, a price with its currency, a time as a day. */
function offerCode(slot: string, field: OfferField, currency: string | null): string {
  const path = valueCode('offer', slot).slice(3, -3);
  switch (field) {
    case 'percent':
      return `{{ ${path}.percent }}%`;
    case 'price':
      return currency === null ? `{{ ${path}.price }}` : `{{ ${path}.price | money: "${currency}" }}`;
    case 'startsAt':
    case 'endsAt':
      return `{{ ${path}.${field} | date: "%-d %B" }}`;
    default:
      return `{{ ${path}.${field} }}`;
  }
}

/** Values one can insert: of the person, of the event that started the flow, of offers, of the message itself. `marks`: a letter. */
function useValues(marks: boolean): { group: string; items: Insertable[] }[] {
  const { fields, document, inputs = [], offers, offerOf, offerSlot, bindOffer } = useEditorContext();
  const { t } = useUi();
  const label = (name: string) => {
    const key = `known.${name}`;
    return t(key, { defaultValue: plainName(name) });
  };
  const starts = document.nodes.filter(({ type }) => type === 'trigger-event').map(({ config }) => config.event);
  const props = new Set(
    fields.events.filter(({ type }) => starts.includes(type)).flatMap((event) => event.props.map(({ name }) => name)),
  );
  return [
    {
      group: t('liquid.inputs'),
      items: inputs.map(({ id, name }) => ({ label: name, code: valueCode('block', id) })),
    },
    {
      group: t('liquid.contact'),
      items: [...profile, ...fields.attributes.map(({ name }) => name)].map((name) => ({
        label: label(name),
        code: valueCode('contact', name),
      })),
    },
    {
      group: t('liquid.event'),
      items: [...props].map((name) => ({ label: label(name), code: valueCode('event', name) })),
    },
    ...(bindOffer === undefined ? [] : offers).map(({ offer, name, fields: filled, currency }) => ({
      group: `${t('liquid.offer')}: ${name}`,
      items: filled
        .filter((field) => field !== 'currency' && field !== 'name')
        .map((field) => ({
          label: label(field),
          code: offerCode(offerSlot(offer), field, currency),
          declare: () => void bindOffer?.(offer),
        })),
    })),
    // Of a file that came from elsewhere, as long as nobody has said what they stand for here.
    ...Object.entries(document.slots?.offers ?? {})
      .filter(([slot]) => offerOf(slot) === null)
      .map(([slot, offer]) => ({
        group: `${t('liquid.offer')}: ${plainName(slot)}`,
        items: offer.fields.map((name) => ({ label: label(name), code: valueCode(`offer.${slot}`, name) })),
      })),
    {
      group: t('liquid.links'),
      items: linkNames.map((name) => ({
        label: label(name),
        code: marks ? `[${label(name)}]({{links.${name}}})` : valueCode('links', name),
      })),
    },
  ].filter(({ items }) => items.length > 0);
}

export interface LiquidFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: string | undefined;
  error?: string | undefined;
  rows?: number;
  maxLength?: number;
  /** Fixed-width letters, for HTML. */
  code?: boolean;
  /** Buttons for bold, italic and links, as letters write them. */
  marks?: boolean;
}

const markButtons: readonly { mark: Mark; icon: Icon; key: string | null }[] = [
  { mark: 'bold', icon: IconBold, key: 'KeyB' },
  { mark: 'italic', icon: IconItalic, key: 'KeyI' },
  { mark: 'link', icon: IconLink, key: null },
];

export function LiquidField({
  label,
  value,
  onChange,
  help,
  error,
  rows = 3,
  maxLength,
  code = false,
  marks = false,
}: LiquidFieldProps) {
  const { t } = useUi();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [editing, setEditing] = useState(false);
  const broken = braceProblem(value);
  const problem = broken === null ? error : t(`liquid.${broken}`, { open: '{{' });
  const insert = (text: string) => {
    const area = box.current;
    const from = area?.selectionStart ?? value.length;
    const to = area?.selectionEnd ?? from;
    onChange(value.slice(0, from) + text + value.slice(to));
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(from + text.length, from + text.length);
    });
  };
  const set = (mark: Mark) => {
    const area = box.current;
    const from = area?.selectionStart ?? value.length;
    const next = withMark(value, from, area?.selectionEnd ?? from, mark, t(`rich.${mark}`).toLowerCase());
    onChange(next.text);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(next.from, next.to);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const button = markButtons.find(({ key }) => key === event.code);
    if (!marks || !button || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    set(button.mark);
  };
  return (
    <div className="k-stack k-tight">
      <div className="k-field-head">
        <label className="k-label" htmlFor={id}>
          {label}
        </label>
        <div className="k-row k-row-center k-marks">
          {marks
            ? markButtons.map(({ mark, icon: Glyph }) => (
                <Tooltip key={mark} label={t(`rich.${mark}`)}>
                  <ActionIcon
                    color="gray"
                    aria-label={`${t(`rich.${mark}`)}: ${label}`}
                    // The selection in the text must outlive the press.
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => set(mark)}
                  >
                    <Glyph size={15} stroke={1.75} />
                  </ActionIcon>
                </Tooltip>
              ))
            : null}
          <InsertMenu label={label} marks={marks} onInsert={insert} />
        </div>
      </div>
      {help === undefined ? null : (
        <p className="k-hint" id={`${id}-help`}>
          {help}
        </p>
      )}
      <div className="k-liquid" data-code={code || undefined} data-bad={problem !== undefined || undefined}>
        <div className="k-liquid-shown" aria-hidden="true" style={{ minHeight: `calc(${rows} * 1.5em + 16px)` }}>
          {placed(pieces(value), ({ raw }) => raw).map(({ item, key }) => (
            <Shown key={key} piece={item} editing={editing || code} />
          ))}
          {'\u200b'}
        </div>
        <textarea
          ref={box}
          id={id}
          rows={rows}
          maxLength={maxLength}
          value={value}
          spellCheck={!code}
          aria-invalid={problem !== undefined}
          aria-describedby={
            [help === undefined ? '' : `${id}-help`, problem === undefined ? '' : `${id}-error`].join(' ').trim() ||
            undefined
          }
          onFocus={() => setEditing(true)}
          onBlur={() => afterPress(() => setEditing(document.activeElement === box.current))}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      {problem === undefined ? null : (
        <Input.Error id={`${id}-error`} role="alert">
          {problem}
        </Input.Error>
      )}
    </div>
  );
}

function Shown({ piece, editing }: { piece: Piece; editing: boolean }) {
  const { t } = useUi();
  if (piece.kind === 'text') return piece.raw;
  if (editing) return <span className="k-liquid-code">{piece.raw}</span>;
  if (piece.kind === 'logic') return <span className="k-chip k-chip-logic">{t('liquid.logic')}</span>;
  const name = piece.path.split('.').at(-1) ?? piece.path;
  return <span className="k-chip">{t(`known.${name}`, { defaultValue: plainName(name) || '…' })}</span>;
}

function InsertMenu({ label, marks, onInsert }: { label: string; marks: boolean; onInsert: (code: string) => void }) {
  const { t } = useUi();
  const groups = useValues(marks);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = groups
    .map(({ group, items }) => ({
      group,
      items: items.filter((item) => `${item.label} ${item.code}`.toLowerCase().includes(wanted)).slice(0, 40),
    }))
    .filter(({ items }) => items.length > 0);
  return (
    <Menu position="bottom-end" width={250} returnFocus={false} onClose={() => setSearch('')} trapFocus>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconVariable size={14} stroke={1.75} />}
          aria-label={`${t('liquid.insert')}: ${label}`}
        >
          {t('liquid.insert')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <TextInput
          data-autofocus
          size="xs"
          aria-label={t('liquid.find')}
          placeholder={t('liquid.find')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <div className="k-menu-scroll">
          {shown.length === 0 ? <Menu.Label>{t('liquid.nothing')}</Menu.Label> : null}
          {shown.map(({ group, items }) => (
            <div key={group}>
              <Menu.Label>{group}</Menu.Label>
              {items.map((item) => (
                <Menu.Item
                  key={item.code}
                  onClick={() => {
                    item.declare?.();
                    onInsert(item.code);
                  }}
                >
                  {item.label}
                </Menu.Item>
              ))}
            </div>
          ))}
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}
