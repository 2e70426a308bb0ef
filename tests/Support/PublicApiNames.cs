using System.Globalization;
using System.Reflection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Types and parameters in C#'s words, with nullability.</summary>
internal static class PublicApiNames
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        return type switch
        {
            { IsByRef: true } => Of(type.GetElementType()!),
            { IsArray: true } => Of(type.GetElementType()!) + "[]",
            { IsGenericType: true } => Generic(type),
            { IsNested: true, IsGenericParameter: false } => $"{Of(type.DeclaringType!)}.{type.Name}",
            _ => type.Name,
        };
    }

    public static string Of(ParameterInfo parameter)
    {
        var kind = parameter switch
        {
            _ when parameter.GetCustomAttributes().Any(attribute => attribute is ParamArrayAttribute || attribute.GetType().Name == "ParamCollectionAttribute") => "params ",
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ => "",
        };
        return $"{kind}{Annotated(parameter.ParameterType, Read(() => Nullability.Create(parameter)))} {parameter.Name}{Default(parameter)}";
    }

    public static string Returned(ParameterInfo parameter) => Annotated(parameter.ParameterType, Read(() => Nullability.Create(parameter)));

    public static string Declared(PropertyInfo property) => Annotated(property.PropertyType, Read(() => Nullability.Create(property)));

    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static NullabilityInfo Read(Func<NullabilityInfo> create)
    {
        lock (Nullability)
        {
            return create();
        }
    }

    private static string Annotated(Type type, NullabilityInfo info)
    {
        type = type.IsByRef ? type.GetElementType()! : type;

        // Of a type parameter without constraint nobody knows whether it can be null.
        var canBeNull = !type.IsValueType && !type.IsGenericParameter && NullabilityState.Nullable == (info.ReadState == NullabilityState.Unknown ? info.WriteState : info.ReadState);
        var name = type.IsGenericType && Nullable.GetUnderlyingType(type) is null && info.GenericTypeArguments.Length == type.GetGenericArguments().Length
            ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Zip(info.GenericTypeArguments, Annotated))}>"
            : Of(type);
        return name + (canBeNull ? "?" : "");
    }

    private static string Generic(Type type) => $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";

    private static string Bare(Type type) => (type.IsNested ? Of(type.DeclaringType!) + "." : "") + type.Name.Split('`')[0];

    private static string Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue)
        {
            return "";
        }

        var isStruct = parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null;
        return " = " + (parameter.DefaultValue is null && isStruct ? "default" : Literal(parameter.DefaultValue));
    }
}
