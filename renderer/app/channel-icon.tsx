import {
  type Icon,
  IconAppWindow,
  IconBell,
  IconBrandInstagram,
  IconBrandMessenger,
  IconBrandTelegram,
  IconBrandVk,
  IconBrandWhatsapp,
  IconDeviceMobile,
  IconHeadset,
  IconMail,
  IconMessage,
  IconMessageCircle,
  IconMessages,
  IconPhone,
  IconPhoneCall,
  IconPrinter,
  IconWorldWww,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Tooltip } from '../ui/tooltip.tsx';

const icons: Readonly<Record<string, Icon>> = {
  email: IconMail,
  sms: IconDeviceMobile,
  phone: IconPhone,
  telegram: IconBrandTelegram,
  whatsapp: IconBrandWhatsapp,
  viber: IconMessageCircle,
  messenger: IconBrandMessenger,
  instagram: IconBrandInstagram,
  vk: IconBrandVk,
  'web-push': IconBell,
  'in-app': IconAppWindow,
  site: IconWorldWww,
  'live-chat': IconMessages,
  'phone-call': IconPhoneCall,
  'operator-task': IconHeadset,
  print: IconPrinter,
};

export const channelIcon = (channel: string): Icon => icons[channel] ?? IconMessage;

/** The channel's name; a channel of a connector that we do not know keeps its own. */
export function useChannelName(): (channel: string) => string {
  const { t } = useTranslation();
  return (channel) => t(`channel.${channel}`, { defaultValue: channel });
}

/** What an account is wanted for: a channel, or work that some service does, such as `operations.crm.save-contact`. */
export function useCapabilityName(): (capability: string) => string {
  const { t } = useTranslation();
  const channelName = useChannelName();
  return (capability) => {
    const [kind, of = capability] = capability.split('.');
    return kind === 'operations' ? t(`work.${of}`, { defaultValue: capability }) : channelName(of);
  };
}

export function ChannelIcon({ channel, size = 16 }: { channel: string; size?: number }) {
  const name = useChannelName()(channel);
  const Glyph = channelIcon(channel);
  return (
    <Tooltip label={name}>
      <span role="img" aria-label={name} style={{ display: 'inline-flex', color: 'var(--k-muted)' }}>
        <Glyph size={size} stroke={1.7} aria-hidden />
      </span>
    </Tooltip>
  );
}
