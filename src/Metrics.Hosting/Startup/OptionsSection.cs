using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace PrometheusMetrics.Hosting;

/// <summary>Describes the keys of a configuration section below <c>Prometheus</c>, and reads them into options. Whatever it does not
/// understand is an error: an unknown key, a value that does not convert, a value in place of a map or section, or the
/// reverse.</summary>
/// <remarks>Names of keys are compared without regard to case. An empty value leaves the option as it is, except that of a text or a
/// list, which makes it empty. Describe each section once, in a static field, and pass it to
/// <c>AddConfigurationSection</c>.</remarks>
/// <typeparam name="TOptions">The type of the options.</typeparam>
/// <threadsafety>Keys must be added by one thread; afterwards any thread may read.</threadsafety>
/// <example><code>
/// private static readonly OptionsSection&lt;RemoteWriteOptions&gt; Section = new OptionsSection&lt;RemoteWriteOptions&gt;("RemoteWrite")
///     .AddText("Url", (options, value) => options.Url = value)
///     .AddTime("Timeout", (options, value) => options.Timeout = value);
/// </code></example>
public sealed class OptionsSection<TOptions>
    where TOptions : class
{
    private readonly OrderedDictionary<string, Func<IConfigurationSection, TOptions, string?>> _keys =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates the description of a section that has no keys yet.</summary>
    /// <param name="name">The section's name without <c>Prometheus:</c>, such as <c>RemoteWrite</c>; not empty or white space.</param>
    /// <exception cref="ArgumentException">The name is empty or white space, or has a colon.</exception>
    public OptionsSection(string name)
    {
        ConfigurationSectionName.Verify(name);
        Name = name;
        Path = ConfigurationPath.Combine(PrometheusMetricsOptions.SectionName, name);
    }

    private OptionsSection(string name, string path)
    {
        Name = name;
        Path = path;
    }

    /// <summary>The name of the section, without <c>Prometheus:</c>.</summary>
    public string Name { get; }

    /// <summary>The path of the section, such as <c>Prometheus:RemoteWrite</c>.</summary>
    public string Path { get; }

    internal IEnumerable<string> Keys => _keys.Keys;

    /// <summary>Creates the description of the section <c>Prometheus</c> itself.</summary>
    internal static OptionsSection<TOptions> CreateRoot() => new("", PrometheusMetricsOptions.SectionName);

    /// <summary>Adds a key whose value is a text. Its value never appears in a message, because it may be secret.</summary>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddText(string key, Action<TOptions, string> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Add(key, (child, options) =>
        {
            if (HasKeys(child))
            {
                return ConfigurationError.HasKeys(child);
            }

            if (child.Value is { } value)
            {
                set(options, value);
            }

            return null;
        });
    }

    /// <summary>Adds a key whose value is <c>true</c> or <c>false</c>.</summary>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddBoolean(string key, Action<TOptions, bool> set) => AddValue(key, "true or false", set);

    /// <summary>Adds a key whose value is a whole number.</summary>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddInteger(string key, Action<TOptions, int> set) => AddValue(key, "a whole number like 10000", set);

    /// <summary>Adds a key whose value is a number.</summary>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddNumber(string key, Action<TOptions, double> set) =>
        AddValue(key, "a number like 0.1", NumberList.TryParse, set);

    /// <summary>Adds a key whose value is a duration: <c>00:00:15</c> is 15 seconds, and <c>1.12:00:00</c> is 36 hours. A number alone and
    /// <c>36:00:00</c> are rejected: the framework would read them as days.</summary>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddTime(string key, Action<TOptions, TimeSpan> set) =>
        AddValue(key, TimeText.DescribeExpected, TimeText.TryParse, set);

    /// <summary>Adds a key whose value is the name of one of several alternatives, without regard to case.</summary>
    /// <typeparam name="TEnum">The alternatives.</typeparam>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddEnum<TEnum>(string key, Action<TOptions, TEnum> set)
        where TEnum : struct, Enum => AddValue(key, string.Join(" or ", Enum.GetNames<TEnum>()), TryParseName, set);

    /// <summary>Adds a key for a set of flags: its value is <c>true</c> or <c>false</c> for all of them, or there are keys below it, the
    /// names of flags, with <c>true</c> or <c>false</c> as values. Flags that are not named stay as they are. If there is a value and keys
    /// below it, from different configuration sources, the keys count after the value.</summary>
    /// <typeparam name="TFlags">The flags, an enum of at most 64 bits.</typeparam>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="get">A function that returns the flags before the key is read.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddFlags<TFlags>(string key, Func<TOptions, TFlags> get, Action<TOptions, TFlags> set)
        where TFlags : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(get);
        ArgumentNullException.ThrowIfNull(set);
        return Add(key, (child, options) =>
        {
            var flags = get(options);
            var error = FlagSet.Read(child, ref flags);
            if (error is null)
            {
                set(options, flags);
            }

            return error;
        });
    }

    /// <summary>Adds a key whose value is a list of numbers: a list of the configuration, or one value such as <c>0.1,1,10</c>, which
    /// replaces the list of every other source. Items that are empty are left out.</summary>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddNumbers(string key, Action<TOptions, double[]> set) => AddList(key, NumberList.Read, set);

    /// <summary>Adds a key whose value is a list of texts: a list of the configuration, or one value such as <c>a,b</c>, which replaces the
    /// list of every other source. White space around a text is removed, and texts that are empty are left out. The texts never appear in a
    /// message.</summary>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddTexts(string key, Action<TOptions, string[]> set) => AddList(key, TextList.Read, set);

    /// <summary>Adds a key below which there are keys of the application's choice, with texts as values. Its values never appear in a
    /// message, because they may be secret.</summary>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="set">A function that sets the option. Each call gets a dictionary of its own, which compares keys with regard to
    /// case.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddMap(string key, Action<TOptions, Dictionary<string, string>> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Add(key, (child, options) =>
        {
            if (!string.IsNullOrEmpty(child.Value))
            {
                return ConfigurationError.IsMap(child);
            }

            var items = child.GetChildren().ToList();
            if (items.Find(HasKeys) is { } wrong)
            {
                return ConfigurationError.HasKeys(wrong);
            }

            if (items.Count > 0)
            {
                set(options, items.Where(item => item.Value is not null)
                    .ToDictionary(item => item.Key, item => item.Value!, StringComparer.Ordinal));
            }

            return null;
        });
    }

    /// <summary>Adds a key below which there are the keys of other options, such as <c>Retry:Delay</c>.</summary>
    /// <typeparam name="TChild">The type of these options.</typeparam>
    /// <param name="key">The key, not empty or white space.</param>
    /// <param name="get">A function that returns the options that are part of the section's options. It is called only if there is a
    /// value below the key, so it may create them.</param>
    /// <param name="describe">A function that adds the keys below <paramref name="key"/>. It is called at once.</param>
    /// <returns>This description.</returns>
    /// <exception cref="ArgumentException">The key is empty, white space or was added already.</exception>
    public OptionsSection<TOptions> AddSection<TChild>(string key, Func<TOptions, TChild> get, Action<OptionsSection<TChild>> describe)
        where TChild : class
    {
        ArgumentNullException.ThrowIfNull(get);
        ArgumentNullException.ThrowIfNull(describe);
        var nested = new OptionsSection<TChild>(key, ConfigurationPath.Combine(Path, key));
        Add(key, (child, options) =>
            !string.IsNullOrEmpty(child.Value) ? ConfigurationError.IsSection(child)
            : HasValues(child) ? nested.Read(child, get(options), nested.DescribeUnknown)
            : null);
        describe(nested);
        return this;
    }

    /// <summary>Reads the section into options.</summary>
    /// <param name="configuration">The configuration of the application, not the section.</param>
    /// <param name="options">The options, which are changed.</param>
    /// <exception cref="InvalidOperationException">The section has mistakes. The message names all of them, the keys that exist, and what
    /// to write. Some options may be set already.</exception>
    public void Bind(IConfiguration configuration, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        Bind(configuration, options, DescribeUnknown);
    }

    /// <summary>Reads another section with the same keys into options.</summary>
    /// <exception cref="InvalidOperationException">The section has mistakes.</exception>
    internal void BindSection(IConfigurationSection section, TOptions options)
    {
        if (Read(section, options, DescribeUnknown) is { } error)
        {
            throw new InvalidOperationException(error);
        }
    }

    /// <summary>Reads the section into options.</summary>
    /// <param name="configuration">The configuration of the application.</param>
    /// <param name="options">The options.</param>
    /// <param name="describeUnknown">A function that returns the error of a key that was not added, or null if there is none.</param>
    internal void Bind(IConfiguration configuration, TOptions options, Func<IConfigurationSection, string?> describeUnknown)
    {
        if (FindMistakes(configuration, options, describeUnknown) is { } error)
        {
            throw new InvalidOperationException(error);
        }
    }

    /// <summary>Reads the section into options, as <see cref="Bind(IConfiguration, TOptions)"/> does.</summary>
    /// <returns>The mistakes, or null if there are none.</returns>
    internal string? FindMistakes(IConfiguration configuration, TOptions options, Func<IConfigurationSection, string?> describeUnknown) =>
        Read(configuration.GetSection(Path), options, describeUnknown);

    private static bool HasValues(IConfigurationSection section) => section.GetChildren().Any(
        child => child.Value is not null || HasValues(child));

    private static bool HasKeys(IConfigurationSection child) => child.GetChildren().Any();

    // The framework would also accept numbers and lists of names.
    private static bool TryParseName<TEnum>(string text, out TEnum value)
        where TEnum : struct, Enum
    {
        var index = Array.FindIndex(Enum.GetNames<TEnum>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? default : Enum.GetValues<TEnum>()[index];
        return index >= 0;
    }

    private OptionsSection<TOptions> AddValue<TValue>(string key, string expected, Action<TOptions, TValue> set)
        where TValue : struct, IParsable<TValue> => AddValue(
            key,
            expected,
            (string text, out TValue value) => TValue.TryParse(text, CultureInfo.InvariantCulture, out value),
            set);

    private OptionsSection<TOptions> AddValue<TValue>(
        string key, string expected, Parser<TValue> tryParse, Action<TOptions, TValue> set) => AddValue(key, _ => expected, tryParse, set);

    private OptionsSection<TOptions> AddValue<TValue>(
        string key, Func<string, string> describeExpected, Parser<TValue> tryParse, Action<TOptions, TValue> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Add(key, (child, options) =>
        {
            if (HasKeys(child))
            {
                return ConfigurationError.HasKeys(child);
            }

            if (string.IsNullOrEmpty(child.Value))
            {
                return null;
            }

            if (!tryParse(child.Value, out var value))
            {
                return ConfigurationError.HasOtherValue(child, describeExpected(child.Value));
            }

            set(options, value);
            return null;
        });
    }

    private OptionsSection<TOptions> AddList<TItem>(string key, ListReader<TItem> readList, Action<TOptions, TItem[]> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Add(key, (child, options) =>
        {
            if (child.Value is null && !HasKeys(child))
            {
                return null;
            }

            var error = readList(child, out var items);
            if (error is null)
            {
                set(options, items);
            }

            return error;
        });
    }

    /// <returns>The errors, or null if there are none.</returns>
    private string? Read(IConfigurationSection section, TOptions options, Func<IConfigurationSection, string?> describeUnknown)
    {
        var errors = section.GetChildren()
            .Select(child => _keys.TryGetValue(child.Key, out var read) ? read(child, options) : describeUnknown(child))
            .OfType<string>()
            .ToList();
        return errors.Count > 0 ? string.Join(' ', errors) : null;
    }

    private delegate bool Parser<TValue>(string text, out TValue value);

    private delegate string? ListReader<TItem>(IConfigurationSection list, out TItem[] items);

    private OptionsSection<TOptions> Add(string key, Func<IConfigurationSection, TOptions, string?> read)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (!_keys.TryAdd(key, read))
        {
            throw new ArgumentException($"The key '{key}' is added twice to the section '{Path}': add it once.", nameof(key));
        }

        return this;
    }

    private string DescribeUnknown(IConfigurationSection child)
    {
        var known = $"Known options are {string.Join(", ", _keys.Keys)}.";
        var near = NearName.Find(child.Key, _keys.Keys);
        return HasKeys(child)
            ? ConfigurationError.UnknownSection(child, near, known)
            : ConfigurationError.UnknownOption(child, near, known);
    }
}
