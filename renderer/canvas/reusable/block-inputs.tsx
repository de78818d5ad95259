/** The inputs of the open block: those that its texts name, and those that fill a value of one of its steps. */
import { ActionIcon, Button, Code, Menu, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { inputId } from '../../../flows/document/block-edits.ts';
import { type Place, placesIn } from '../../../flows/document/block-proposal.ts';
import { setBlock } from '../../../flows/document/blocks.ts';
import { type BlockDefinition, type BlockInput, type InputValue, inputTypes } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { DurationField } from '../../ui/duration-field.tsx';
import { FieldBox } from '../../ui/field-box.tsx';
import { useSession } from '../session.ts';
import { useWords } from '../words.ts';
import { usePlaceWords } from './place-words.ts';

type Inputs = NonNullable<BlockDefinition['inputs']>;

/** What was typed as a value of the kind; undefined where it is none. */
function typed(type: BlockInput['type'], text: string): InputValue | undefined {
  if (text.trim() === '') return undefined;
  if (type === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (type === 'boolean') return text === 'true';
  return text;
}

export function BlockInputs({ id, block }: { id: string; block: BlockDefinition }) {
  const { editor } = useSession();
  const words = useWords();
  const places = usePlaceWords();
  const inputs: Inputs = block.inputs ?? {};
  const set = (next: Inputs, burst?: string) =>
    editor.apply(
      (now) => setBlock(now, id, { inputs: Object.keys(next).length === 0 ? undefined : next }),
      burst === undefined ? {} : { burst },
    );
  const change = (key: string, part: Partial<BlockInput>, burst?: string) => {
    const input = inputs[key];
    if (input !== undefined) set({ ...inputs, [key]: { ...input, ...part } }, burst);
  };
  const add = (name: string, rest: Omit<BlockInput, 'name'>) =>
    set({ ...inputs, [inputId(name, new Set(Object.keys(inputs)))]: { name, ...rest } });
  const taken = new Set(Object.values(inputs).flatMap(({ at = [] }) => at.map(({ node, path }) => `${node} ${path}`)));
  const free = block.nodes.flatMap((node) =>
    placesIn(node, specs)
      .filter(({ path, value }) => value !== '' && !taken.has(`${node.id} ${path}`))
      .map((place) => ({ place, node, label: places.label(node.type, place.path) })),
  );
  return (
    <FieldBox
      label={words.t('blocks:settings.inputs')}
      help={words.t('blocks:settings.inputsHelp', { code: '{{\u00a0block.name\u00a0}}' })}
    >
      {Object.entries(inputs).map(([key, input]) => {
        const place = input.at?.[0];
        const node = block.nodes.find((one) => one.id === place?.node);
        return (
          <div className="k-card k-stack" key={key}>
            <div className="k-row">
              <TextInput
                className="k-grow"
                label={words.t('blocks:settings.inputName')}
                maxLength={200}
                value={input.name}
                onChange={(event) => change(key, { name: event.currentTarget.value }, `input|${key}`)}
              />
              <ActionIcon
                size="lg"
                color="gray"
                aria-label={words.t('blocks:settings.remove', { name: input.name || key })}
                onClick={() => {
                  const { [key]: _, ...rest } = inputs;
                  set(rest);
                }}
              >
                <IconTrash size={15} stroke={1.75} />
              </ActionIcon>
            </div>
            {place === undefined ? (
              <>
                <NativeSelect
                  label={words.t('blocks:settings.inputType')}
                  value={input.type}
                  data={inputTypes.map((type) => ({ value: type, label: words.t(`blocks:settings.type.${type}`) }))}
                  onChange={(event) => {
                    const type = inputTypes.find((one) => one === event.currentTarget.value);
                    const { default: _, ...rest } = input;
                    if (type !== undefined) set({ ...inputs, [key]: { ...rest, type } });
                  }}
                />
                <DefaultField
                  key={input.type}
                  input={input}
                  onChange={(value) => {
                    const { default: _, ...rest } = input;
                    set(
                      { ...inputs, [key]: value === undefined ? rest : { ...rest, default: value } },
                      `default|${key}`,
                    );
                  }}
                />
                <p className="k-hint">
                  {words.t('blocks:settings.code', { code: '' })}
                  <Code>{`{{ block.${key} }}`}</Code>
                </p>
              </>
            ) : (
              <p className="k-hint">
                {words.t('blocks:settings.fills', {
                  place: places.label(node?.type ?? '', place.path),
                  node: node === undefined ? place.node : words.nodeName(node),
                })}
              </p>
            )}
          </div>
        );
      })}
      <div className="kc-use">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          onClick={() => add(words.t('blocks:settings.newInput'), { type: 'text' })}
        >
          {words.t('blocks:settings.add')}
        </Button>
        {free.length === 0 ? null : (
          <Menu position="bottom-start" width={280}>
            <Menu.Target>
              <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} stroke={1.75} />}>
                {words.t('blocks:settings.addPlace')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown className="k-menu-scroll">
              {free.map(({ place, node, label }) => (
                <Menu.Item
                  key={`${node.id} ${place.path}`}
                  onClick={() => add(label, { type: place.type, at: [{ node: node.id, path: place.path }] })}
                >
                  {words.nodeName(node)}: {label}
                  <span className="kc-place-value">{places.value(place as Place)}</span>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </FieldBox>
  );
}

function DefaultField({ input, onChange }: { input: BlockInput; onChange: (value: InputValue | undefined) => void }) {
  const words = useWords();
  const label = words.t('blocks:settings.inputDefault');
  const value = input.default === undefined ? '' : String(input.default);
  if (input.type === 'boolean') {
    return (
      <NativeSelect
        label={label}
        value={value}
        data={[
          { value: '', label: '—' },
          { value: 'true', label: words.t('node-block:fields.inputs.yes') },
          { value: 'false', label: words.t('node-block:fields.inputs.no') },
        ]}
        onChange={(event) => onChange(typed('boolean', event.currentTarget.value))}
      />
    );
  }
  if (input.type === 'duration') {
    return (
      <DurationField
        label={label}
        value={value === '' ? undefined : value}
        onChange={onChange}
        onClear={() => onChange(undefined)}
      />
    );
  }
  return (
    <TextInput
      label={label}
      type={input.type === 'number' ? 'number' : input.type === 'time' ? 'time' : 'text'}
      value={value}
      onChange={(event) => onChange(typed(input.type, event.currentTarget.value))}
    />
  );
}
