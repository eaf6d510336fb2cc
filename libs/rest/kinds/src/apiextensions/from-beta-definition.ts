// in: a definition as v1beta1 has it → out: the same as v1 has it. Never: defaults that both have.
import type { Dict, KubeObject } from '@binnacle/meta'

/** May share parts with the object given. What all versions share stood at the top in v1beta1. */
export function fromBetaDefinition(object: KubeObject): KubeObject {
  const {
    version,
    versions,
    validation,
    subresources,
    additionalPrinterColumns,
    selectableFields,
    conversion,
    preserveUnknownFields = true,
    ...rest
  }: Dict = object.spec ?? {}
  const only = version ? [{ name: version, served: true, storage: true }] : []
  const given: Dict[] = versions?.length ? versions : only
  const shared: Dict = {
    ...(validation && { schema: validation }),
    ...(subresources && { subresources }),
    ...(additionalPrinterColumns && { additionalPrinterColumns }),
    ...(selectableFields && { selectableFields }),
  }
  const spec: Dict = {
    ...rest,
    scope: rest.scope || 'Namespaced',
    versions: given.map((one) => withColumns({ ...one, ...shared })),
    ...(conversion && { conversion: fromBetaConversion(conversion) }),
    ...(preserveUnknownFields && { preserveUnknownFields }),
  }
  return { ...object, apiVersion: 'apiextensions.k8s.io/v1', spec }
}

/** One field is spelled otherwise. */
function withColumns(version: Dict): Dict {
  const columns: Dict[] | undefined = version.additionalPrinterColumns
  if (columns === undefined) return version
  const additionalPrinterColumns = columns.map(({ JSONPath, ...column }) => ({
    ...column,
    jsonPath: JSONPath ?? '',
  }))
  return { ...version, additionalPrinterColumns }
}

function fromBetaConversion({ strategy, webhookClientConfig, ...rest }: Dict): Dict {
  const beta = strategy === 'Webhook' ? ['v1beta1'] : undefined
  const reviews = rest.conversionReviewVersions ?? beta
  if (webhookClientConfig === undefined && reviews === undefined) return { strategy }
  const clientConfig = webhookClientConfig && { clientConfig: webhookClientConfig }
  return { strategy, webhook: { ...clientConfig, conversionReviewVersions: reviews ?? [] } }
}
