/** Names the block that the selection becomes, its ways out, and what may differ from place to place. */
import { Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { makeBlock } from '../../../flows/document/block-edits.ts';
import { type Place, type Proposal, proposeBlock } from '../../../flows/document/block-proposal.ts';
import { specs } from '../../../registry/editors.ts';
import { FieldBox } from '../../ui/field-box.tsx';
import { focusNode, say, useEditorState, useSession, useUiState } from '../session.ts';
import { bringIntoView } from '../view.ts';
import { useWords } from '../words.ts';
import { useKeepBlock } from './library-part.tsx';
import { usePlaceWords } from './place-words.ts';

export function MakeBlockDialog() {
  const { ui } = useSession();
  const words = useWords();
  const opened = useUiState((state) => state.dialog === 'makeBlock');
  const close = () => ui.setState({ dialog: null });
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={opened}
      onClose={close}
      title={words.t('blocks:make.title')}
      size={520}
      returnFocus={false}
    >
      {opened ? <MakeBlockForm close={close} /> : null}
    </Modal>
  );
}

const keyOf = ({ node, path }: Pick<Place, 'node' | 'path'>): string => `${node} ${path}`;

function MakeBlockForm({ close }: { close: () => void }) {
  const { editor } = useSession();
  const chosen = useEditorState(({ selection }) => selection.nodes);
  const document = useEditorState((state) => state.document);
  const proposal = useMemo(() => proposeBlock(document, chosen, specs), [document, chosen]);
  if (!proposal.ok) return null;
  return <Form {...{ close, proposal, chosen, language: editor.store.getState().document.language ?? 'en' }} />;
}

function Form({
  close,
  proposal,
  chosen,
  language,
}: {
  close: () => void;
  proposal: Extract<Proposal, { ok: true }>;
  chosen: readonly string[];
  language: string;
}) {
  const session = useSession();
  const words = useWords();
  const places = usePlaceWords();
  const { document } = session.editor.store.getState();
  const typeOf = (id: string): string => document.nodes.find((node) => node.id === id)?.type ?? '';
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [ways, setWays] = useState<Readonly<Record<string, string>>>({});
  const [keep, setKeep] = useState(false);
  const library = useKeepBlock();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const placeName = (place: Pick<Place, 'node' | 'path'>): string => places.label(typeOf(place.node), place.path);
  // Of texts in many languages the flow's own is enough to choose from.
  const offered = proposal.places.filter(
    ({ path, value }) => value !== '' && (!path.startsWith('content.') || path.startsWith(`content.${language}.`)),
  );
  /** Two places of one name are told apart by their steps. */
  const inputName = (place: Place): string => {
    const own = placeName(place);
    const others = offered.filter((one) => ticked.has(keyOf(one)) && placeName(one) === own);
    return others.length > 1 ? `${own}: ${words.nameOf(place.node)}` : own;
  };
  const wayName = ({ from }: (typeof proposal.ways)[number]): string => {
    const node = document.nodes.find((one) => one.id === from[0]?.node);
    return node === undefined ? '' : words.outletLabel(node, from[0]?.outlet ?? '');
  };
  const make = () => {
    // One of several is told by a name, and one that is not given is that of the outlet which leads there.
    const told = proposal.ways.map((way) => [
      way.id,
      ways[way.id]?.trim() || (proposal.ways.length > 1 ? wayName(way) : ''),
    ]);
    const inputs = offered
      .filter((place) => ticked.has(keyOf(place)))
      .map((place) => ({ ...place, name: inputName(place) }));
    const made = makeBlock(
      document,
      chosen,
      proposal,
      { name: name.trim(), description: description.trim(), ways: Object.fromEntries(told), inputs },
      specs,
    );
    session.editor.apply(() => made.document, { select: { nodes: [made.use] } });
    close();
    if (keep) library.keep(made.block);
    say(session.ui, words.t('blocks:said.made', { name: name.trim() }));
    requestAnimationFrame(() => {
      bringIntoView(session, made.use);
      focusNode(session.ui, made.use);
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') make();
      }}
    >
      <Stack gap={16}>
        <p className="kc-hint">{words.t('blocks:make.body')}</p>
        <TextInput
          label={words.t('blocks:make.name')}
          placeholder={words.t('blocks:make.namePlaceholder')}
          required
          maxLength={200}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label={words.t('blocks:make.description')}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={10_000}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <FieldBox label={words.t('blocks:make.ways')}>
          {proposal.ways.length === 0 ? <p className="k-hint">{words.t('blocks:make.waysNone')}</p> : null}
          {proposal.ways.map((way) => {
            const label =
              way.to === null
                ? words.t('blocks:make.wayOpen')
                : words.t('blocks:make.way', { to: words.nameOf(way.to) });
            return (
              <TextInput
                key={way.id}
                aria-label={label}
                description={label}
                placeholder={proposal.ways.length > 1 ? wayName(way) : words.t('blocks:make.wayOpen')}
                maxLength={200}
                value={ways[way.id] ?? ''}
                onChange={(event) => {
                  const { value } = event.currentTarget;
                  setWays((now) => ({ ...now, [way.id]: value }));
                }}
              />
            );
          })}
        </FieldBox>
        {offered.length === 0 ? null : (
          <FieldBox label={words.t('blocks:make.inputs')} help={words.t('blocks:make.inputsHelp')}>
            <div className="kc-places">
              {offered.map((place) => (
                <Checkbox
                  key={keyOf(place)}
                  checked={ticked.has(keyOf(place))}
                  onChange={(event) => {
                    const { checked } = event.currentTarget;
                    setTicked((now) => {
                      const next = new Set(now);
                      if (checked) next.add(keyOf(place));
                      else next.delete(keyOf(place));
                      return next;
                    });
                  }}
                  label={`${words.nameOf(place.node)}: ${placeName(place)}`}
                  description={places.value(place)}
                />
              ))}
            </div>
          </FieldBox>
        )}
        <Checkbox
          checked={keep}
          onChange={(event) => setKeep(event.currentTarget.checked)}
          label={words.t('blocks:make.keep')}
          description={words.t('blocks:make.keepHelp')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {words.t('cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''}>
            {words.t('blocks:make.do')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
