/** What a web push holds beside its texts: how long it waits for the browser, how soon a device is woken, and what it takes the place of. */
import { defaultKeepFor, type PushParts, secondsKept, type Urgency } from '../../flows/sdk/push.ts';

export interface Delivery {
  keepFor?: string | undefined;
  urgency?: Urgency | undefined;
  group?: string | undefined;
}

export const defaultUrgency: Urgency = 'normal';

export function withDelivery(
  texts: Readonly<Record<string, string>>,
  { keepFor, urgency, group }: Delivery,
): Record<string, string> {
  const own: PushParts = {
    seconds: String(secondsKept(keepFor ?? defaultKeepFor)),
    urgency: urgency ?? defaultUrgency,
    ...(group === undefined ? {} : { group }),
  };
  return { ...texts, ...own };
}
