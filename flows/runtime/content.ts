/** The runtime's way to the content room: what a text may name. */
import { pickLanguage } from '../content/language.ts';
import { scopeFor as makeScope, type RenderScope } from '../content/scope.ts';
import type { ContactView, EventView } from '../sdk/contact.ts';
import type { Runtime } from './state.ts';

export { pickLanguage };

export const scopeFor = (rt: Runtime, contact: ContactView, event: EventView | null): RenderScope =>
  makeScope({ contact, event, offers: {}, workspaceName: rt.workspaceName, now: rt.now() });
