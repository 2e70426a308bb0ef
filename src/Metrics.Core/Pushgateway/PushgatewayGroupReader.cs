using System.Globalization;
using System.Text.Json;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Reads the answer of a Pushgateway to <c>/api/v1/metrics</c> while it arrives, and keeps the labels, the time of the last push
/// and the lease of one group at a time.</summary>
internal sealed class PushgatewayGroupReader(Action<PushgatewayGroup?> onGroup)
{
    // A request for a group with a longer key would not get through to the gateway.
    private const int MaxKeyLength = 4096;
    private const int MinBuffer = 16_384;
    private const int MaxBuffer = 1 << 20;

    // The depths of the names in {"data":[{"labels":{...},"family":{"type":"","metrics":[{"value":""}]}}]}.
    private const int RootDepth = 1;
    private const int GroupDepth = 2;
    private const int MemberDepth = 3;
    private const int PartDepth = 4;
    private const int SeriesDepth = 5;
    private const int ValueDepth = 6;

    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private JsonReaderState _state;
    private bool _isStatus;
    private bool _isData;
    private bool _succeeded;
    private Member _member;
    private Part _part;
    private bool _isValue;
    private string _label = "";
    private int _keyLength;
    private Gauge _push;
    private Gauge _lease;

    private enum Member
    {
        Other,
        Labels,
        Push,
        Lease,
    }

    private enum Part
    {
        Other,
        Type,
        Metrics,
    }

    /// <summary>Reads the whole answer. The callback receives each group that has a lease, and null for each other group.</summary>
    /// <exception cref="JsonException">It is not the answer of a Pushgateway.</exception>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MinBuffer];
        var length = 0;
        int read;
        do
        {
            read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            var consumed = Parse(buffer.AsSpan(0, length), isLast: read == 0);
            buffer.AsSpan(consumed, length - consumed).CopyTo(buffer);
            length -= consumed;
            if (length == buffer.Length)
            {
                buffer = Grow(buffer);
            }
        }
        while (read > 0);

        if (!_succeeded)
        {
            throw new JsonException("It has no status \"success\".");
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        if (buffer.Length >= MaxBuffer)
        {
            throw new JsonException("It has a text of more than 1 MB.");
        }

        Array.Resize(ref buffer, buffer.Length * 2);
        return buffer;
    }

    private int Parse(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var json = new Utf8JsonReader(bytes, isLast, _state);
        try
        {
            while (json.Read())
            {
                Handle(ref json);
            }
        }
        catch (InvalidOperationException exception)
        {
            // A text that is not Unicode.
            throw new JsonException(exception.Message, exception);
        }

        _state = json.CurrentState;
        return (int)json.BytesConsumed;
    }

    private void Handle(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.PropertyName:
                HandleName(ref json);
                break;
            case JsonTokenType.String:
                HandleText(ref json);
                break;
            case JsonTokenType.StartObject when _isData && json.CurrentDepth == GroupDepth:
                BeginGroup();
                break;
            case JsonTokenType.StartObject when _part == Part.Metrics && json.CurrentDepth == SeriesDepth:
                CountSeries();
                break;
            case JsonTokenType.EndObject when _isData && json.CurrentDepth == GroupDepth:
                onGroup(CreateGroup());
                break;
            default:
                break;
        }
    }

    private void HandleName(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth)
        {
            case RootDepth:
                (_isStatus, _isData) = (json.ValueTextEquals("status"u8), json.ValueTextEquals("data"u8));
                break;
            case MemberDepth when _isData:
                _part = Part.Other;
                _member = json.ValueTextEquals("labels"u8) ? Member.Labels
                    : json.ValueTextEquals("push_time_seconds"u8) ? Member.Push
                    : json.ValueTextEquals(LeasedSource.MetricName) ? Member.Lease
                    : Member.Other;
                break;
            case PartDepth when _member == Member.Labels:
                _label = json.GetString()!;
                break;
            case PartDepth when _member != Member.Other:
                _part = json.ValueTextEquals("type"u8) ? Part.Type : json.ValueTextEquals("metrics"u8) ? Part.Metrics : Part.Other;
                break;
            case ValueDepth when _part == Part.Metrics:
                _isValue = json.ValueTextEquals("value"u8);
                break;
            default:
                break;
        }
    }

    private void HandleText(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth)
        {
            case RootDepth when _isStatus:
                _succeeded = json.ValueTextEquals("success"u8);
                break;
            case PartDepth when _member == Member.Labels:
                AddLabel(json.GetString()!);
                break;
            case PartDepth when _part == Part.Type:
                SetGauge(gauge => gauge with { IsGauge = true }, json.ValueTextEquals("GAUGE"u8));
                break;
            case ValueDepth when _part == Part.Metrics && _isValue:
                var isNumber = double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
                SetGauge(gauge => gauge with { Value = value }, isNumber);
                break;
            default:
                break;
        }
    }

    private void BeginGroup()
    {
        _labels.Clear();
        (_member, _part, _keyLength) = (Member.Other, Part.Other, 0);
        (_push, _lease) = (default, default);
    }

    private void AddLabel(string value)
    {
        _keyLength += _label.Length + value.Length;
        if (_keyLength <= MaxKeyLength)
        {
            _labels[_label] = value;
        }
    }

    private void CountSeries()
    {
        _isValue = false;
        SetGauge(gauge => gauge with { Series = gauge.Series + 1 }, condition: true);
    }

    private void SetGauge(Func<Gauge, Gauge> change, bool condition)
    {
        if (!condition)
        {
            return;
        }

        if (_member == Member.Push)
        {
            _push = change(_push);
        }
        else if (_member == Member.Lease)
        {
            _lease = change(_lease);
        }
    }

    /// <returns>The group, or null if it has no lease of this library.</returns>
    private PushgatewayGroup? CreateGroup()
    {
        if (_keyLength > MaxKeyLength || !_labels.Remove("job", out var job)
            || !_push.IsOne || !(_push.Value > 0 && _push.Value <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            || !_lease.IsOne || !(_lease.Value > 0 && _lease.Value <= TimeSpan.FromDays(366).TotalSeconds))
        {
            return null;
        }

        var lastPush = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(_push.Value);
        return new PushgatewayGroup(
            job, new Dictionary<string, string>(_labels, StringComparer.Ordinal), lastPush, TimeSpan.FromSeconds(_lease.Value));
    }

    private record struct Gauge(bool IsGauge, int Series, double Value)
    {
        public readonly bool IsOne => IsGauge && Series == 1;
    }
}
