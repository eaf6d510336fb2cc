{{/* Names, labels and parts that several templates share. */}}

{{- define "binnacle.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "binnacle.secretPrefix" -}}
{{- default (include "binnacle.fullname" .) .Values.certificates.secretPrefix -}}
{{- end -}}

{{- define "binnacle.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "binnacle.labels" -}}
{{ include "binnacle.selector" . }}
app.kubernetes.io/part-of: binnacle
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "binnacle.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ default $.Chart.AppVersion .tag }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "binnacle.etcdHosts" -}}
{{- $name := include "binnacle.fullname" . -}}
{{- range $i := until (int .Values.etcd.replicaCount) -}}
{{- if $i }},{{ end -}}{{ $name }}-etcd-{{ $i }}.{{ $name }}-etcd.{{ $.Release.Namespace }}.svc
{{- end -}}
{{- end -}}

{{- define "binnacle.etcdServers" -}}
{{- if .Values.etcd.bundled -}}
{{- range $i, $host := splitList "," (include "binnacle.etcdHosts" .) -}}
{{- if $i }},{{ end -}}https://{{ $host }}:2379
{{- end -}}
{{- else -}}
{{- join "," .Values.etcd.externalUrls -}}
{{- end -}}
{{- end -}}

{{/* Plain http to an etcd of one's own needs no certificates. */}}
{{- define "binnacle.etcdSecure" -}}
{{- if hasPrefix "https://" (include "binnacle.etcdServers" .) -}}true{{- end -}}
{{- end -}}

{{/* The encryption configuration is made of a key by cert-manager; else a Secret holds it. */}}
{{- define "binnacle.encryptionDerived" -}}
{{- if and (eq .Values.certificates.source "cert-manager") (not .Values.encryption.secretName) -}}true{{- end -}}
{{- end -}}

{{- define "binnacle.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "binnacle.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* in: a list of the root context and a component */}}
{{- define "binnacle.antiAffinity" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $term := dict "topologyKey" $root.Values.topologyKey "labelSelector" (dict "matchLabels" (merge (dict "app.kubernetes.io/component" $component) (include "binnacle.selector" $root | fromYaml))) -}}
{{- if eq $root.Values.antiAffinity "hard" }}
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
    - {{- toYaml $term | nindent 6 }}
{{- else if eq $root.Values.antiAffinity "soft" }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        {{- toYaml $term | nindent 8 }}
{{- end }}
{{- end -}}
