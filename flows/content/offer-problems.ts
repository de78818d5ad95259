/** What a flow's texts promise, held against the offers of a workspace. Pure: the engine and the page find the same. */
import { problem } from '../document/problem-words.ts';
import type { FlowDocument } from '../document/schema.ts';
import { writtenTexts } from '../document/written-texts.ts';
import { filledFields, type Offer, offerState, offersNamed } from '../sdk/offer.ts';
import type { Problem } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import { variablesOf } from '../sdk/variables.ts';
import { contradictions } from './contradictions.ts';

export interface BoundOffer {
  offer: Offer;
  /** There are codes that nobody was given yet. */
  codesLeft: boolean;
}

export interface OfferWorld {
  /** What the flow's slots stand for. */
  bound: ReadonlyMap<string, BoundOffer>;
  now: Millis;
  /** In which days of texts are read. */
  zone: string;
}

export function offerProblems(
  document: FlowDocument,
  specs: SpecRegistry,
  { bound, now, zone }: OfferWorld,
): Problem[] {
  const declared = Object.keys(document.slots?.offers ?? {});
  if (declared.length === 0) return [];
  const problems: Problem[] = [];
  for (const slot of declared) {
    const found = bound.get(slot);
    const at = `slots.offers.${slot}`;
    if (found === undefined) {
      problems.push(problem('offer-open', null, at, { slot }));
      continue;
    }
    const { name, code } = found.offer;
    if (offerState(found.offer, now) === 'over') problems.push(problem('offer-over', null, at, { offer: name }));
    if (code.kind === 'pool' && !found.codesLeft) problems.push(problem('offer-no-codes', null, at, { offer: name }));
  }
  for (const { node, text, path, html } of writtenTexts(document, specs)) {
    const named = offersNamed([text]).flatMap((slot) => bound.get(slot)?.offer ?? []);
    const about = named.length > 0 ? named : [...bound.values()].map(({ offer }) => offer);
    const offer = about.map(({ name }) => name).join(', ');
    for (const { found } of contradictions(text, { html, offers: about, zone })) {
      problems.push(problem('offer-contradicted', node, path, { found, offer }));
    }
    for (const { root, path: parts, guarded } of variablesOf(text)) {
      const [slot = '', field] = parts;
      const one = bound.get(slot)?.offer;
      if (root !== 'offer' || guarded || one === undefined || field === undefined) continue;
      if (!filledFields(one).some((known) => known === field))
        problems.push(problem('offer-field', node, path, { field, offer: one.name }));
    }
  }
  return problems;
}
