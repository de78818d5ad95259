/** A searchable list of the blocks that may stand at one place: after an outlet, in an edge, or free. */
import { Popover, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import { specs } from '../../registry/editors.ts';
import { edgeKey } from '../state/flow-editor.ts';
import { BlockIcon } from './block-icon.tsx';
import { blockGroups, type OfferedSpec, offerKey, offerName } from './block-list.ts';
import { addBlock } from './gestures.ts';
import { graphOf, outletsOf } from './graph.ts';
import { groupProps, optionProps } from './options.ts';
import { useOffers } from './reusable/offers.ts';
import { type CanvasUi, focusNode, type Target, useEditorState, useSession, useUiState } from './session.ts';
import { useWords } from './words.ts';

export function AddMenu() {
  const adding = useUiState((state) => state.adding);
  if (adding === null) return null;
  return <AddList key={`${adding.at.x}|${adding.at.y}|${JSON.stringify(adding.target)}`} adding={adding} />;
}

function AddList({ adding }: { adding: NonNullable<CanvasUi['adding']> }) {
  const session = useSession();
  const words = useWords();
  const document_ = useEditorState((state) => state.document);
  const [search, setSearch] = useState('');
  const [target, setTarget] = useState<Target>(adding.target);
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const graph = graphOf(document_);

  const edge = target.kind === 'edge' ? document_.edges.find((candidate) => edgeKey(candidate) === target.edge) : null;
  const from = target.kind === 'outlet' ? target : edge ? { node: edge.from, outlet: edge.outlet } : null;
  const source = from ? graph.nodes.get(from.node) : undefined;
  const outlets = source ? outletsOf(source, specs, graph) : [];
  const offers = useOffers();
  const free = from === null && target.kind !== 'gap';
  const groups = useMemo(() => {
    const allowed = (spec: NodeSpec) => offers.allowed(spec) && (free || spec.category !== 'trigger');
    return blockGroups(words, search, allowed, offers.own);
  }, [words, search, offers, free]);
  const flat = groups.flatMap((group) => group.blocks);
  const current = flat[Math.min(at, flat.length - 1)];

  const close = (refocus: boolean) => {
    session.ui.setState({ adding: null });
    if (!refocus) return;
    const back = source?.id ?? session.editor.store.getState().active;
    if (back) focusNode(session.ui, back);
  };
  const choose = (spec: OfferedSpec) => {
    session.ui.setState({ adding: null });
    // A block asked for by a drop on the pane stands where it was dropped; one after an outlet finds its own place.
    const free =
      target.kind === 'free' || (target.kind === 'outlet' && adding.target.kind === 'outlet' && dropped(adding.at));
    addBlock(session, words, spec, target, free ? adding.at : undefined);
  };
  const dropped = (point: { x: number; y: number }): boolean => {
    const under = document.elementsFromPoint(point.x, point.y).find((element) => !element.closest('[data-add-menu]'));
    return under?.closest('.react-flow__node') === null && under.closest('.kc-pane') !== null;
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((now) => Math.min(now + 1, flat.length - 1));
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(now - 1, 0));
    else if (event.key === 'Enter' && current) choose(current);
    else if (event.key === 'Escape') close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const title = edge
    ? words.t('insertBetween', { from: words.nameOf(edge.from), to: words.nameOf(edge.to) })
    : source
      ? words.t('addAfterBlock', { name: words.nodeName(source) })
      : target.kind === 'gap' && target.gap.to !== null
        ? words.t('outline:addBefore', { name: words.nameOf(target.gap.to) })
        : words.t('addBlock');

  return (
    <Popover
      opened
      onClose={() => close(false)}
      position="bottom"
      width={264}
      shadow="md"
      trapFocus
      withinPortal
      closeOnEscape={false}
      middlewares={{ shift: { padding: 12 }, flip: { padding: 12 } }}
    >
      <Popover.Target>
        <span className="kc-anchor" style={{ left: adding.at.x, top: adding.at.y }} aria-hidden />
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={title} data-add-menu>
        <p className="kc-add-title">{title}</p>
        {source && outlets.length > 1 ? (
          <Select
            mb={8}
            aria-label={words.t('byOutlet')}
            value={from?.outlet ?? null}
            data={outlets.map((outlet) => ({ value: outlet, label: words.outletLabel(source, outlet) }))}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(outlet) => {
              if (outlet === null) return;
              const used = document_.edges.find(
                (candidate) => candidate.from === source.id && candidate.outlet === outlet,
              );
              setTarget(used ? { kind: 'edge', edge: edgeKey(used) } : { kind: 'outlet', node: source.id, outlet });
            }}
          />
        ) : null}
        <TextInput
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={current ? `${listId}-${offerKey(current)}` : undefined}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          placeholder={words.t('findBlock')}
          aria-label={words.t('findBlock')}
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        />
        <div className="kc-add-list" role="listbox" id={listId} aria-label={words.t('blocks')} ref={list}>
          {groups.map(({ category, blocks }) => (
            <div key={category} {...groupProps(words.t(`category.${category}`))}>
              <div className="kc-add-head" aria-hidden>
                {words.t(`category.${category}`)}
              </div>
              {blocks.map((spec) => {
                return (
                  <div
                    key={offerKey(spec)}
                    className="kc-block"
                    {...optionProps({
                      id: `${listId}-${offerKey(spec)}`,
                      current: spec === current,
                      choose: () => choose(spec),
                      hover: () => setAt(flat.indexOf(spec)),
                    })}
                  >
                    <BlockIcon type={spec.type} />
                    <span>{offerName(words, spec)}</span>
                  </div>
                );
              })}
            </div>
          ))}
          {flat.length === 0 ? <p className="kc-none">{words.t('noBlock', { search })}</p> : null}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
