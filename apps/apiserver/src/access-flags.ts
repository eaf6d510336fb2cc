// in: nothing → out: the flags about who somebody is and what he may, beyond the first few. Data.
import type { Flag, FlagKind } from './flag-table.ts'

const flag = (kind: FlagKind, preset: string, about: string): Flag => ({
  kind,
  default: preset,
  about,
})

export const accessFlags = {
  'authentication-config': flag(
    'text',
    '',
    'AuthenticationConfiguration file: issuers, anonymous.',
  ),
  'authentication-token-webhook-cache-ttl': flag('duration', '2m', 'How long its answers count.'),
  'authentication-token-webhook-config-file': flag('text', '', 'Kubeconfig of a token webhook.'),
  'authentication-token-webhook-version': flag(
    'text',
    'v1beta1',
    'TokenReview version: v1, v1beta1.',
  ),
  'authorization-config': flag('text', '', 'AuthorizationConfiguration file: modes, in order.'),
  'authorization-webhook-cache-authorized-ttl': flag('duration', '5m', 'How long a yes counts.'),
  'authorization-webhook-cache-unauthorized-ttl': flag('duration', '30s', 'How long a no counts.'),
  'authorization-webhook-config-file': flag('text', '', 'Kubeconfig of the mode Webhook.'),
  'authorization-webhook-version': flag(
    'text',
    'v1beta1',
    'SubjectAccessReview version: v1, v1beta1.',
  ),
  'enable-bootstrap-token-auth': flag(
    'switch',
    'false',
    'Let secrets in kube-system admit new nodes.',
  ),
  'enable-priority-and-fairness': flag(
    'switch',
    'true',
    'Queue requests by flow schema and priority level.',
  ),
  'oidc-ca-file': flag('text', '', 'Authority of the OpenID provider.'),
  'oidc-client-id': flag('text', '', 'Audience of the tokens of the OpenID provider.'),
  'oidc-groups-claim': flag('text', '', 'Claim that holds groups.'),
  'oidc-groups-prefix': flag('text', '', 'Stands before each group.'),
  'oidc-issuer-url': flag('text', '', 'The OpenID provider, https.'),
  'oidc-required-claim': flag('list', '', 'claim=value that tokens must have.'),
  'oidc-signing-algs': flag('list', 'RS256', 'Signatures that are believed.'),
  'oidc-username-claim': flag('text', 'sub', 'Claim that holds the user name.'),
  'oidc-username-prefix': flag('text', '', 'Stands before the user name; - is none.'),
  'service-account-extend-token-expiration': flag(
    'switch',
    'true',
    'Let pod tokens live for a year.',
  ),
  'service-account-jwks-uri': flag('text', '', 'Where others find the keys of service accounts.'),
  'service-account-lookup': flag('switch', 'true', 'Look up tokens kept in secrets.'),
  'service-account-max-token-expiration': flag('duration', '0s', 'Longest life of tokens; 0: any.'),
} as const
