// in: nothing → out: where a protobuf message is laid out otherwise than its JSON. Data.

/** Structs that Go embeds: in protobuf a message of their own, under this number. */
export const embeddedMessages: Readonly<Record<string, readonly [number: number, struct: string]>> =
  {
    'api.admissionregistration.v1.NamedRuleWithOperations': [2, 'RuleWithOperations'],
    'api.admissionregistration.v1.RuleWithOperations': [2, 'Rule'],
    'api.admissionregistration.v1alpha1.NamedRuleWithOperations': [2, 'RuleWithOperations'],
    'api.admissionregistration.v1beta1.NamedRuleWithOperations': [2, 'RuleWithOperations'],
    'api.core.v1.ConfigMapEnvSource': [1, 'LocalObjectReference'],
    'api.core.v1.ConfigMapKeySelector': [1, 'LocalObjectReference'],
    'api.core.v1.ConfigMapProjection': [1, 'LocalObjectReference'],
    'api.core.v1.ConfigMapVolumeSource': [1, 'LocalObjectReference'],
    'api.core.v1.EphemeralContainer': [1, 'EphemeralContainerCommon'],
    'api.core.v1.PersistentVolumeSpec': [2, 'PersistentVolumeSource'],
    'api.core.v1.Probe': [1, 'ProbeHandler'],
    'api.core.v1.SecretEnvSource': [1, 'LocalObjectReference'],
    'api.core.v1.SecretKeySelector': [1, 'LocalObjectReference'],
    'api.core.v1.SecretProjection': [1, 'LocalObjectReference'],
    'api.core.v1.Volume': [2, 'VolumeSource'],
    'api.networking.v1.IngressRule': [2, 'IngressRuleValue'],
    'api.resource.v1.DeviceAllocationConfiguration': [3, 'DeviceConfiguration'],
    'api.resource.v1.DeviceClaimConfiguration': [2, 'DeviceConfiguration'],
    'api.resource.v1.DeviceClassConfiguration': [1, 'DeviceConfiguration'],
    'api.resource.v1beta1.DeviceAllocationConfiguration': [3, 'DeviceConfiguration'],
    'api.resource.v1beta1.DeviceClaimConfiguration': [2, 'DeviceConfiguration'],
    'api.resource.v1beta1.DeviceClassConfiguration': [1, 'DeviceConfiguration'],
    'api.resource.v1beta2.DeviceAllocationConfiguration': [3, 'DeviceConfiguration'],
    'api.resource.v1beta2.DeviceClaimConfiguration': [2, 'DeviceConfiguration'],
    'api.resource.v1beta2.DeviceClassConfiguration': [1, 'DeviceConfiguration'],
  }

/** Fields whose protobuf name is not their JSON name, so that the catalogue has no number for them. */
export const otherNumbers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'api.admissionregistration.v1.MutatingWebhookConfiguration': { webhooks: 2 },
  'api.admissionregistration.v1.ValidatingWebhookConfiguration': { webhooks: 2 },
  'api.admissionregistration.v1.Validation': { expression: 1 },
  'api.admissionregistration.v1.Variable': { name: 1, expression: 2 },
  'api.admissionregistration.v1alpha1.Variable': { name: 1, expression: 2 },
  'api.admissionregistration.v1beta1.Variable': { name: 1, expression: 2 },
  'api.authentication.v1.BoundObjectReference': { uid: 4 },
  'api.networking.v1.IngressClassParametersReference': { apiGroup: 1 },
  'apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps': {
    $schema: 2,
    $ref: 3,
    'x-kubernetes-preserve-unknown-fields': 38,
    'x-kubernetes-embedded-resource': 39,
    'x-kubernetes-int-or-string': 40,
    'x-kubernetes-list-map-keys': 41,
    'x-kubernetes-list-type': 42,
    'x-kubernetes-map-type': 43,
    'x-kubernetes-validations': 44,
  },
}

/** A struct embedded in an embedded struct: its number, and the fields that lie in it. */
export const innerMessages: Readonly<
  Record<string, readonly [number: number, fields: Readonly<Record<string, number>>]>
> = {
  RuleWithOperations: [2, { apiGroups: 1, apiVersions: 2, resources: 3, scope: 4 }],
}

/** Lists that Go gives a type of their own lie in a message; by type and field. */
export const wrappedLists: Readonly<Record<string, string>> = {
  'apimachinery.pkg.apis.meta.v1.APIResource': 'verbs',
}
