# One row of two charts after the other; each chart is one metric.

locals {
  uptime = "resource.type = \"uptime_url\" AND resource.labels.host = one_of(${join(",", [for host in concat([var.host], var.turn_addresses) : "\"${host}\""])})"

  service_charts = [
    { title = "Requests a second, WebSockets among them, by status", metric = "run.googleapis.com/request_count", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = ["metric.label.response_code_class"] },
    { title = "Instances", metric = "run.googleapis.com/container/instance_count", aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", by = ["metric.label.state"] },
    { title = "Requests at once on the fullest instance (of ${var.concurrency})", metric = "run.googleapis.com/container/max_request_concurrencies", aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = [] },
    { title = "Time until an instance serves, ms", metric = "run.googleapis.com/container/startup_latencies", aligner = "ALIGN_PERCENTILE_95", reducer = "REDUCE_MAX", by = [] },
    { title = "CPU of the busiest instance", metric = "run.googleapis.com/container/cpu/utilizations", aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = [] },
    { title = "Memory of the fullest instance", metric = "run.googleapis.com/container/memory/utilizations", aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = [] },
    { title = "Instances that are paid for", metric = "run.googleapis.com/container/billable_instance_time", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = [] },
    { title = "Bytes a second sent", metric = "run.googleapis.com/container/network/sent_bytes_count", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = [] },
  ]

  redis_charts = var.redis_instance_id == null ? [] : [
    { title = "Redis: memory in use", metric = "redis.googleapis.com/stats/memory/usage_ratio", aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", by = ["metric.label.role"] },
    { title = "Redis: commands a second", metric = "redis.googleapis.com/commands/calls", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = [] },
  ]

  uptime_chart = { title = "Share of checks that pass", metric = "monitoring.googleapis.com/uptime_check/check_passed", aligner = "ALIGN_FRACTION_TRUE", reducer = "REDUCE_MEAN", by = ["resource.label.host"] }

  charts = concat(
    [for chart in local.service_charts : merge(chart, { filter = local.service })],
    [for chart in local.redis_charts : merge(chart, { filter = local.redis })],
    [merge(local.uptime_chart, { filter = local.uptime })],
  )
}

# What is zero or empty is left out: the API does not give it back, and each plan would want to set it again.
resource "google_monitoring_dashboard" "this" {
  project = var.project_id

  dashboard_json = jsonencode({
    displayName = "${var.name}: signaling"

    mosaicLayout = {
      columns = 48
      tiles = [
        for index, chart in local.charts : merge(
          { for axis, position in { xPos = index % 2 * 24, yPos = floor(index / 2) * 16 } : axis => position if position > 0 },
          {
            width  = 24
            height = 16

            widget = {
              title = chart.title
              xyChart = {
                dataSets = [{
                  plotType = "LINE"
                  timeSeriesQuery = {
                    timeSeriesFilter = {
                      filter = "${chart.filter} AND metric.type = \"${chart.metric}\""
                      aggregation = merge(
                        {
                          alignmentPeriod    = chart.metric == local.uptime_chart.metric ? "1800s" : "60s"
                          perSeriesAligner   = chart.aligner
                          crossSeriesReducer = chart.reducer
                        },
                        { for key, fields in { groupByFields = chart.by } : key => fields if length(fields) > 0 },
                      )
                    }
                  }
                }]
              }
            }
          },
        )
      ]
    }
  })
}
