using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Collectors;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics;

public sealed class StandardCollectorExtensionsTests : IDisposable
{
    public static readonly TheoryData<RuntimeMetricGroups, string> Groups = new()
    {
        {
            RuntimeMetricGroups.Gc,
            "dotnet_gc_collections_total dotnet_gc_heap_total_allocated_bytes_total " +
            "dotnet_gc_last_collection_heap_fragmentation_size_bytes dotnet_gc_last_collection_heap_size_bytes " +
            "dotnet_gc_last_collection_memory_committed_size_bytes dotnet_gc_memory_limit_bytes dotnet_gc_pause_time_seconds_total"
        },
        {
            RuntimeMetricGroups.Jit,
            "dotnet_jit_compilation_time_seconds_total dotnet_jit_compiled_il_size_bytes_total dotnet_jit_compiled_methods_total"
        },
        {
            RuntimeMetricGroups.ThreadPool,
            "dotnet_thread_pool_queue_length dotnet_thread_pool_thread_count dotnet_thread_pool_work_item_count_total"
        },
        { RuntimeMetricGroups.Locks, "dotnet_monitor_lock_contentions_total" },
        { RuntimeMetricGroups.Exceptions, "dotnet_exceptions_total" },
        { RuntimeMetricGroups.Timers, "dotnet_timer_count" },
        { RuntimeMetricGroups.Assemblies, "dotnet_assembly_count" },
        {
            RuntimeMetricGroups.Process,
            "dotnet_process_cpu_count dotnet_process_cpu_time_seconds_total dotnet_process_memory_working_set_bytes"
        },
        { RuntimeMetricGroups.Info, "dotnet_info" },
    };

    private readonly MetricRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Theory]
    [MemberData(nameof(Groups))]
    public void A_group_has_its_metrics_and_no_others(RuntimeMetricGroups group, string metrics)
    {
        GC.Collect();
        _registry.AddRuntimeMetrics(group);
        ThrowAndCatch();

        Assert.Equal(metrics.Split(' '), Exposed("dotnet_"));
    }

    [Fact]
    public void Each_metric_is_in_exactly_one_group()
    {
        using var all = new RuntimeCollector();

        var grouped = Groups.SelectMany(row => row.Data.Item2.Split(' ')).Order(StringComparer.Ordinal);

        Assert.Equal(all.Descriptors.Select(descriptor => descriptor.Name).Order(StringComparer.Ordinal), grouped);
        Assert.Equal(RuntimeMetricGroups.All, Groups.Aggregate(RuntimeMetricGroups.None, (sum, row) => sum | row.Data.Item1));
        Assert.Equal(
            Groups.Select(row => row.Data.Item1).Append(RuntimeMetricGroups.None).Append(RuntimeMetricGroups.All).Order(),
            Enum.GetValues<RuntimeMetricGroups>());
    }

    [Fact]
    public void Groups_are_combined_and_come_one_after_the_other_too()
    {
        _registry.AddRuntimeMetrics(RuntimeMetricGroups.Timers | RuntimeMetricGroups.Info).AddRuntimeMetrics(RuntimeMetricGroups.Locks);

        Assert.Equal(["dotnet_info", "dotnet_monitor_lock_contentions_total", "dotnet_timer_count"], Exposed("dotnet_"));
    }

    [Fact]
    public void No_group_is_no_metric_and_no_collector()
    {
        using var handle = _registry.AddRuntimeMetrics(RuntimeMetricGroups.None).StartRuntimeMetrics(RuntimeMetricGroups.None);

        Assert.Empty(Exposed("dotnet_"));
        Assert.False(_registry.IsRegistered(typeof(RuntimeCollector)));
    }

    [Theory]
    [InlineData(512)]
    [InlineData(-1)]
    public void A_value_that_is_no_group_is_refused_with_what_to_write(int value)
    {
        var groups = (RuntimeMetricGroups)value;

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => _registry.AddRuntimeMetrics(groups));

        Assert.Equal("groups", refusal.ParamName);
        Assert.Contains("combine values of RuntimeMetricGroups, such as Gc | ThreadPool", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _registry.StartRuntimeMetrics(groups));
    }

    [Fact]
    public void What_overlaps_is_refused_by_name_and_adds_nothing()
    {
        _registry.AddRuntimeMetrics(RuntimeMetricGroups.Timers);

        var refusal = Assert.Throws<InvalidOperationException>(
            () => _registry.StartRuntimeMetrics(RuntimeMetricGroups.Timers | RuntimeMetricGroups.Info));

        Assert.Contains("dotnet_timer_count", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["dotnet_timer_count"], Exposed("dotnet_"));
        Assert.Throws<InvalidOperationException>(() => _registry.AddRuntimeMetrics());
        Assert.Throws<InvalidOperationException>(() => _registry.AddProcessMetrics().StartProcessMetrics());
    }

    // The values come from the runtime, so that reading them shows only in what that allocates: an array of all assemblies, an object for
    // the last garbage collection, and the working set as text of the operating system.
    [Fact]
    public void A_group_that_is_off_is_not_read()
    {
        using var collector = new RuntimeCollector(
            RuntimeMetricGroups.All & ~(RuntimeMetricGroups.Gc | RuntimeMetricGroups.Assemblies | RuntimeMetricGroups.Process));

        Assert.Equal(0, Allocations.InTheLongRun(() => collector.Refresh(default)));
    }

    [Fact]
    public void Exceptions_are_not_listened_to_if_their_group_is_off()
    {
        var timeProvider = new UntouchableTimeProvider();

        _registry.AddRuntimeMetrics(RuntimeMetricGroups.All & ~RuntimeMetricGroups.Exceptions, timeProvider);
        ThrowAndCatch();

        // A counter of exceptions asks for the time when it is created.
        Assert.Throws<NotSupportedException>(() => _registry.AddRuntimeMetrics(RuntimeMetricGroups.Exceptions, timeProvider));
        Assert.Null(_registry.FindSampleValue("dotnet_exceptions_total", ("error_type", nameof(StoppedException))));
    }

    [Fact]
    public void Disposing_ends_the_metrics_and_the_counting_and_they_can_be_started_again()
    {
        var first = _registry.StartRuntimeMetrics();
        ThrowAndCatch();

        // A collection that has begun still shows the metrics.
        using var reader = _registry.Read();
        first.Dispose();
        first.Dispose();
        ThrowAndCatch();

        Assert.Equal(1, Record(reader).Value("dotnet_exceptions_total", $"error_type=\"{nameof(StoppedException)}\""));
        Assert.Empty(Exposed("dotnet_"));

        using (_registry.StartRuntimeMetrics(RuntimeMetricGroups.Exceptions))
        {
            first.Dispose();
            ThrowAndCatch();

            Assert.Equal(1, _registry.GetSampleValue("dotnet_exceptions_total", ("error_type", nameof(StoppedException))));
        }

        Assert.Empty(Exposed("dotnet_"));
    }

    [Fact]
    public void Metrics_of_the_process_stop_and_start_again()
    {
        _registry.StartProcessMetrics().Dispose();
        Assert.Empty(Exposed("process_"));

        using (_registry.StartProcessMetrics())
        {
            Assert.Contains("process_cpu_seconds_total", Exposed("process_"));
        }

        Assert.Empty(Exposed("process_"));
    }

    [Fact]
    public void Stopping_after_the_registry_was_disposed_does_no_harm()
    {
        var runtime = _registry.StartRuntimeMetrics();
        var process = _registry.StartProcessMetrics();

        _registry.Dispose();
        runtime.Dispose();
        process.Dispose();

        Assert.Empty(Exposed("dotnet_").Concat(Exposed("process_")));
    }

    [Fact]
    public async Task The_info_of_the_target_is_the_first_family_until_it_is_stopped()
    {
        new MetricFactory(_registry).CreateGauge("a", "Help.").Set(1);
        var handle = _registry.StartTargetInfo([new("service_name", "shop"), new("version", "a\"b")]);

        Assert.StartsWith(
            "# HELP target_info Labels that describe the application as a whole.\n# TYPE target_info gauge\n" +
            "target_info{service_name=\"shop\",version=\"a\\\"b\"} 1\n",
            await BodyAsync(ExpositionFormat.Text),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "# TYPE target info\n# HELP target Labels that describe the application as a whole.\n" +
            "target_info{service_name=\"shop\",version=\"a\\\"b\"} 1\n",
            await BodyAsync(ExpositionFormat.OpenMetrics),
            StringComparison.Ordinal);

        handle.Dispose();
        Assert.DoesNotContain("target", await BodyAsync(ExpositionFormat.Text), StringComparison.Ordinal);
        using var again = _registry.StartTargetInfo([new("service_name", "shop")]);
    }

    [Fact]
    public void An_info_of_the_target_is_refused_by_name_if_there_is_another_one_or_it_is_illegal()
    {
        using var legal = new MetricRegistry(new() { NameValidation = NameValidation.Utf8, LabelValueLengthLimit = 3 });
        using var handle = _registry.StartTargetInfo([new("service_name", "shop")]);

        AssertRefused<InvalidOperationException>("target_info", () => _registry.StartTargetInfo([new("service_name", "shop")]));
        AssertRefused<InvalidOperationException>("target_info", () => new MetricFactory(_registry).CreateInfo("target_info", "Help."));
        AssertRefused<InvalidOperationException>("target_info", () => new MetricFactory(_registry).CreateGauge("target_info", "Help."));
        AssertRefused<ArgumentException>("at least one", () => legal.StartTargetInfo([]));
        AssertRefused<ArgumentException>("'service.name'", () => _registry.StartTargetInfo([new("service.name", "a")]));
        AssertRefused<ArgumentException>("'__a'", () => legal.StartTargetInfo([new("__a", "a")]));
        AssertRefused<ArgumentException>("'a'", () => legal.StartTargetInfo([new("a", "a"), new("a", "b")]));
        AssertRefused<ArgumentException>("'a' of 'target_info' is null", () => legal.StartTargetInfo([new("a", null!)]));
        AssertRefused<ArgumentException>("longer than 3 bytes", () => legal.StartTargetInfo([new("a", "abcd")]));
        using var other = legal.StartTargetInfo([new("service.name", "abc")]);
    }

    //
    [Fact]
    public void Starting_and_stopping_disturbs_no_collection()
    {
        Parallel.For(0, 200, i =>
        {
            if (i % 2 == 0)
            {
                lock (_registry)
                {
                    using var handle = _registry.StartRuntimeMetrics();
                }
            }
            else
            {
                var exposed = Exposed("dotnet_");
                Assert.Equal(exposed.Contains("dotnet_timer_count"), exposed.Contains("dotnet_info"));
            }
        });
    }

    [Fact]
    public void A_registry_tells_which_standard_metrics_it_has()
    {
        Assert.Equal((false, RuntimeMetricGroups.None), (_registry.HasProcessMetrics(), _registry.GetRuntimeMetricGroups()));

        _registry.AddProcessMetrics().AddRuntimeMetrics(RuntimeMetricGroups.Gc);
        var exceptions = _registry.StartRuntimeMetrics(RuntimeMetricGroups.Exceptions);
        var both = _registry.GetRuntimeMetricGroups();
        exceptions.Dispose();

        Assert.True(_registry.HasProcessMetrics());
        Assert.Equal(RuntimeMetricGroups.Gc | RuntimeMetricGroups.Exceptions, both);
        Assert.Equal(RuntimeMetricGroups.Gc, _registry.GetRuntimeMetricGroups());
    }

    private static void AssertRefused<TException>(string part, Func<object> call)
        where TException : Exception =>
        Assert.Contains(part, Assert.ThrowsAny<TException>(call).Message, StringComparison.Ordinal);

    private async Task<string> BodyAsync(ExpositionFormat format)
    {
        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(_registry, format, body);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static RecordingVisitor Record(IMetricReader reader)
    {
        var seen = new RecordingVisitor();
        while (reader.Read(seen))
        {
        }

        return seen;
    }

    private static void ThrowAndCatch() => Assert.Throws<StoppedException>(new Action(() => throw new StoppedException()));

    private string[] Exposed(string prefix)
    {
        using var reader = _registry.Read();
        return [.. Record(reader).Families.Select(family => family.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    private sealed class StoppedException : Exception;

    private sealed class UntouchableTimeProvider : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new NotSupportedException();
    }
}
